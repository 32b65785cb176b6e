"""Japanese words of a report on saved files; the keys are those of saved_words_en.py."""

from remote_prt.diagnosis.evidence import MissingReason

#: Stand for the same keys of words_ja.py.
TEXTS: dict[str, str] = {
    "coverage.line": "読み取り {reached}  判定 {judged}",
    "summary.line": "読み取り {reached}、判定 {judged}: {counts}。終了コード {code}",
    "failed.try": "対処: {hint}",
}

#: Stands for every hint about a failed visit.
HINT = "PC で改めて収集します (remote_prt snippets bundle で収集用スクリプトを作成できます)"

_ASK_THE_USER = (
    "管理者としてではなくユーザー自身のセッションで dsregcmd /status > status.txt を実行してもらい、判定します"
)
_COLLECT_AGAIN = "PC で改めて収集します"

REASONS: dict[MissingReason, tuple[str, str]] = {
    MissingReason.WRONG_SESSION: (
        "別のアカウントのセッションの出力で、ユーザーの PRT については何もわかりません",
        _ASK_THE_USER,
    ),
    MissingReason.NO_USER_SIGNED_IN: (
        "収集時にサインイン中のユーザーがいなかったため、判定する PRT がありません",
        "ユーザーがサインインしているときに改めて収集します",
    ),
    MissingReason.NOT_THAT_USER: (
        "ファイルの中に、指定されたユーザーと確認できる人がいません",
        "SID または DOMAIN\\名前で指定するか、--only-user なしで実行して誰の情報があるかを確認します",
    ),
    MissingReason.OWNER_HIDDEN: (
        "サインイン中のユーザーはいましたが、収集したアカウントでは誰かを読み取れません",
        "PC の管理者または SYSTEM として改めて収集します",
    ),
    MissingReason.TRUNCATED: (
        "出力が途中で終わっているか、必要な部分が欠けているか、長すぎます",
        "出力全体をファイルで入手します: dsregcmd /status > status.txt",
    ),
    MissingReason.NO_SSO_SECTION: (
        "出力に SSO State がありません",
        "dsregcmd /status の出力全体を入手します (Windows 10 1809 以降では SSO State が表示されます)",
    ),
    MissingReason.LOG_UNREADABLE: (
        "AAD のイベント ログを読み取れませんでした",
        "管理者としてエクスポートします: wevtutil epl Microsoft-Windows-AAD/Operational aad.evtx",
    ),
    MissingReason.DEADLINE: ("収集のための時間を使い切りました", _COLLECT_AGAIN),
    MissingReason.NO_DSREGCMD: (
        "この Windows には dsregcmd がありません",
        "Windows 10 および Server 2016 より前では対処は不要です",
    ),
    MissingReason.TASK_REFUSED: (
        "ユーザーのセッションで実行するタスクを登録または開始できませんでした",
        _ASK_THE_USER,
    ),
    MissingReason.TASK_SILENT: (
        "ユーザーのセッションのタスクが時間内に結果を書き込みませんでした",
        _ASK_THE_USER,
    ),
    MissingReason.SESSION_LOST: ("収集が途中で中断されました", _COLLECT_AGAIN),
    MissingReason.NOT_COLLECTED: (
        "ファイルにユーザーの dsregcmd /status の出力が含まれていません",
        _ASK_THE_USER,
    ),
    MissingReason.UNREADABLE: (
        "出力が破損しているか、内容に矛盾があります",
        "Windows が出力したままのファイルを改めて入手します",
    ),
    MissingReason.SNIPPET_FAILED: (
        "PC がデータの代わりにエラーを返しました",
        "--format json の Notes で PC のメッセージを確認します",
    ),
    MissingReason.CLOCK_UNKNOWN: (
        "いつ作成されたファイルかを示すものがなく、経過時間を判定できません",
        "--at TIME で作成時刻を指定するか、その日の AAD のイベント ログを追加します",
    ),
    MissingReason.JUST_SIGNED_IN: (
        "サインインから 1 分未満の出力のため、最初の PRT がまだ取得中だった可能性があります",
        "サインインの数分後に改めて収集します",
    ),
    MissingReason.IDENTITY_MISMATCH: (
        "出力が、収集の対象とは別のユーザーまたは PC のものです",
        "誰のファイルかを確認するか、ユーザー自身のセッションで改めて収集します",
    ),
    MissingReason.NO_ATTEMPT: (
        "イベント ログに PRT の取得または更新の試行がありません",
        "PC をロックしてロック解除した後、dsregcmd /status > status.txt を実行してもらい、ログと一緒に判定します",
    ),
}
