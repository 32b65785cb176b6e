"""Japanese words of reports; the keys are those of words_en.py, the terms those of the article's Japanese edition."""

from remote_prt.diagnosis.evidence import MissingReason

TEXTS: dict[str, str] = {
    "column.Host": "ホスト",
    "column.User": "ユーザー",
    "column.File": "ファイル",
    "column.Status": "状態",
    "column.Cause": "原因",
    "column.Code": "コード",
    "column.PRT age": "PRT 経過",
    "column.Context": "コンテキスト",
    "column.Action": "対処",
    "column.Address": "アドレス",
    "column.Join": "参加の種類",
    "column.OS build": "OS ビルド",
    "column.Finding": "所見",
    "column.Confidence": "確度",
    "column.Notes": "備考",
    "age.seconds": "{sign}{number} 秒",
    "age.minutes": "{sign}{number} 分",
    "age.hours": "{sign}{number} 時間 {rest} 分",
    "age.days": "{sign}{number} 日 {rest} 時間",
    "confidence.certain": "確実",
    "confidence.likely": "可能性が高い",
    "confidence.possible": "可能性あり",
    "header.run": "実行 {run}",
    "header.scope": "対象 {scope}",
    "header.account": "アカウント {account}",
    "header.started": "開始 {at}",
    "header.took": "所要 {age}",
    "header.context": "コンテキスト {context}",
    "header.task": (
        "コンテキスト {context} では、各ホストにサインイン中のユーザーごとに、"
        "自動的に削除されるスケジュール タスクを 1 つ登録します。"
    ),
    "header.probe": (
        "ネットワークの確認: 各ホストが Entra のサインイン サーバーに要求を送信します。タスクを使うコンテキストでは、"
        "SYSTEM の一時タスクを 1 つ登録して自動的に削除します。"
    ),
    "header.only": "{user} だけを判定します。ほかのユーザーのセッションには触れません。",
    "header.weakened": "セキュリティを弱めるオプション: {switches}",
    "header.deadline": "期限 {at}",
    "header.max_fail": "失敗 {number} で停止",
    "header.interrupted": "中断されました。以下はそれまでの結果です。",
    "header.missing": "ここに含まれていないホストがあります: {why}。",
    "header.stopped.deadline": "--deadline により停止しました。以下はそれまでの結果です。",
    "header.stopped.no-ticket": "Kerberos チケットを取得できず停止しました。以後、新しいホストは開始していません。",
    "header.stopped.max-fail": "--max-fail により停止しました。以後、新しいホストは開始していません。",
    "header.stopped.interrupted": "この実行は中断されました。以下はそれまでの結果です。",
    "header.stopped.cut-off": "この実行は途中で途絶えました。以下はそれまでに記録された結果です。",
    "header.stopped.under-way": "この実行はまだ続いています。以下はこれまでに記録された結果です。",
    "header.again": (
        "実行の記録から {at} に現在のカタログで判定し直しました。"
        "{hours} 時間以上更新されていない PRT を STALE とします。"
    ),
    "header.again-site": (
        "実行の記録から {at} に現在の独自カタログで判定し直しました。"
        "{hours} 時間以上更新されていない PRT を STALE とします。"
    ),
    "causes.title": "原因 (ホスト数の多い順)",
    "causes.hosts": "ホスト: ",
    "causes.or": "または: ",
    "causes.do": "対処: ",
    "causes.proof": "確認方法: ",
    "causes.shared": "共通点: ",
    "causes.none": "証拠から原因を特定できません",
    "fleet.share": "{kind} {value} ({of} 台中 {hosts} 台。ほかでは {rest} 台中 {others} 台)",
    "fleet.share-alone": "{kind} {value} ({of} 台中 {hosts} 台)",
    "fleet.not-these": "個々の PC の問題ではなく、共通の{kind}の問題と考えられます: {value}",
    "fleet.everywhere": "個々の PC の問題ではありません。判定した {all} 台のうち {hosts} 台で発生しています。",
    "fleet.clone": "複数のコンピューターが同じ DeviceId {value} を使用しています (イメージまたはクローン)",
    "fleet.clone-do": (
        "複製元のイメージの参加を解除し (SYSTEM として dsregcmd /leave)、各コンピューターを改めて参加させます"
    ),
    "kind.subnet": "サブネット",
    "kind.endpoint": "サインイン先",
    "kind.tenant": "テナント",
    "kind.os-build": "OS ビルド",
    "kind.proxy": "プロキシ",
    "kind.group": "グループ",
    "kind.user-domain": "ユーザーのドメイン",
    "kind.device-id": "DeviceId",
    "table.no-room": "幅が足りないため {columns} を省きました。--format wide ですべての列を表示します。",
    "failed.title": "判定できなかったホスト",
    "failed.alike": "同じ失敗がほかに {number} 台あります (原因の欄を参照)。--all で 1 台ずつ表示します。",
    "failed.no-reason": "理由の記録なし",
    "failed.try": "対処: {hint}",
    "waiting.host": "{age}にわたり到達できていません ({runs} 回連続)",
    "waiting.retired": "{age}にわたり到達できていません ({runs} 回連続、廃棄された可能性あり)",
    "waiting.age": "{age} ({runs} 回連続)",
    "waiting.caught": "再訪待ち {waiting} 台のうち、今回 {reached} 台に到達しました",
    "waiting.longest": " (最長 {age})",
    "waiting.run": "2 回以上続けて到達できていないホスト: {number} 台 (最長 {age})",
    "waiting.gone": "廃棄された可能性があるホスト: {number} 台 ({hosts})",
    "coverage.hosts": "ホスト: ",
    "coverage.none": "なし",
    "coverage.line": "対象 {asked}  到達 {reached}  判定 {judged}  失敗 {failed}",
    "presence.users": "確認した {visited} 台のうち {with_users} 台でユーザーがサインインしていました ({share} %)。",
    "presence.day": "始業前の実行では使用されていない PC が多くなります。日中の実行も追加してください。",
    "coverage.exit": "終了コード {code}",
    "coverage.also": " (ほかに該当: {codes})",
    "summary.line": "対象 {asked}、到達 {reached}、判定 {judged}、失敗 {failed}: {counts}。終了コード {code}",
    "written.to": "レポートを {path} に書き込みました",
    "written.elsewhere": "{problem}。レポートは標準出力に出力します",
    "written.nowhere": "レポートを書き込めませんでした: {problem}",
    "next.title": "次の手順",
    "next.again": "判定できなかったホストを再実行: {command}",
    "next.healthy": "正常な {number} 件も表示: --all",
    "next.json": "すべての所見と証拠: --format json",
}

#: reason: (what it means, what to do).
REASONS: dict[MissingReason, tuple[str, str]] = {
    MissingReason.WRONG_SESSION: (
        "別のアカウントのセッションしか確認できず、このユーザーの PRT については何もわかりません",
        "--context auto で実行するか、そのユーザーとして dsregcmd /status を実行します",
    ),
    MissingReason.NO_USER_SIGNED_IN: (
        "サインイン中のユーザーがいないため、判定する PRT がありません",
        "ユーザーがサインインしているときに再実行します",
    ),
    MissingReason.NOT_THAT_USER: ("指定されたユーザーのサインインを確認できません", "SID か DOMAIN\\名前で指定します"),
    MissingReason.OWNER_HIDDEN: (
        "サインイン中のユーザーはいますが、このアカウントでは誰かを読み取れません",
        "このホストの管理者であるアカウントで再実行します",
    ),
    MissingReason.TRUNCATED: ("応答が途中で終わったか、長すぎました", "このホストだけを再実行します"),
    MissingReason.NO_SSO_SECTION: (
        "dsregcmd の出力に SSO State がありません",
        "Windows のバージョンを確認します (Windows 10 1809 以降で表示されます)",
    ),
    MissingReason.LOG_UNREADABLE: (
        "AAD のイベント ログを読み取れませんでした",
        "AAD/Operational ログを有効にし、アカウントに読み取りを許可します (Event Log Readers)",
    ),
    MissingReason.DEADLINE: (
        "このホストに割り当てた時間を使い切りました",
        "--host-timeout を延ばして再実行します",
    ),
    MissingReason.NO_DSREGCMD: (
        "この Windows には dsregcmd がありません",
        "Windows 10 および Server 2016 より前では対処は不要です",
    ),
    MissingReason.TASK_REFUSED: (
        "ユーザーのセッションで実行するタスクを登録または開始できませんでした",
        "アカウントがそのホストでスケジュール タスクを登録できるかどうかを確認します",
    ),
    MissingReason.TASK_SILENT: (
        "ユーザーのセッションのタスクが時間内に結果を書き込みませんでした",
        "再実行します。セッションが切断されているか、ホストが高負荷の可能性があります",
    ),
    MissingReason.SESSION_LOST: ("実行中に接続が切れました", "再実行します"),
    MissingReason.NOT_COLLECTED: ("今回は収集していません", "--context auto で実行します"),
    MissingReason.UNREADABLE: (
        "応答が破損しているか、内容に矛盾があります",
        "再実行します。解消しない場合は、ホストの Windows ビルドを添えて報告してください",
    ),
    MissingReason.SNIPPET_FAILED: (
        "ホストがデータの代わりにエラーを返しました",
        "--format json の Notes でホストのメッセージを確認します",
    ),
    MissingReason.CLOCK_UNKNOWN: (
        "時刻を判定するための信頼できる時計がありません",
        "ホストのタイム サービスを確認します",
    ),
    MissingReason.JUST_SIGNED_IN: (
        "サインインから 1 分未満のため、最初の PRT がまだ取得中の可能性があります",
        "数分後に再実行します",
    ),
    MissingReason.IDENTITY_MISMATCH: (
        "証拠が、対象とは別のユーザーまたはホストのものです",
        "再実行します。ホストの DNS レコードも確認します",
    ),
    MissingReason.NO_ATTEMPT: (
        "イベント ログに PRT の取得または更新の試行がありません",
        "ユーザーがサインインしているときに再実行します",
    ),
}
