"""The words of the remarks beside a status, per language; values in braces are filled in by notes.py.

Every key stands in every language with the same values (a test holds that). Codes, event ids and names of fields are
not translated. Durations are `minutes`, `hours` and `days`.
"""

from typing import Final

NOTE_WORDS: Final[dict[str, dict[str, str]]] = {
    "en": {
        "minutes": "{number} min",
        "hours": "{number} h",
        "days": "{number} d",
        "sign-in": "sign-in",
        "unlock": "unlock",
        "stale": "stale: {age} since renewal, {source} at {at} UTC",
        "idle": "idle: {age} since renewal, no unlock seen since",
        "not-due": "idle: {age} since renewal, none was due since",
        "from-events": "read from events",
        "log-success": "the newest attempt in the log succeeded at {at} UTC; nothing says whose it was",
        "log-success-of": "the newest attempt in the log, of {user}, succeeded at {at} UTC",
        "file": "from {file}",
        "earlier-files": "the newest text of this user decides; earlier: {files}",
        "by-account-name": "events matched by account name",
        "ends-early": "the text of dsregcmd ends early",
        "witness": "device registration (event {event}) saw a PRT at the sign-in of {at} UTC",
        "expiry-before-update": "implausible: AzureAdPrtExpiryTime is before AzureAdPrtUpdateTime",
        "renewed-in-future": "the renewal lies in the future of the host's clock",
        "no-times": "this Windows prints no PRT times",
        "expires-soon": "expires in {left} unless it is renewed",
        "somebody-elses": "the failed attempt shown belongs to {user}, not to this user",
        "nobodys": "an attempt of an unnamed user failed on this host: see the host's findings",
        "owner-unknown": "the text does not say whom it is about: the failed attempt shown may be somebody else's",
        "open-attempt": "an attempt begun at {at} UTC has no end in the log: it still runs, or the end was not written",
        "cut-attempt": "the log does not hold the beginning of the failed attempt",
        "overcome": "a failure inside the newest attempt was overcome: {codes} (see {records})",
        "interleaved": "another attempt ran at the same time: records without an id may be the other's",
        "device-well-now": (
            "contradiction: DeviceAuthStatus is SUCCESS now; the server's refusal of the device may be over"
        ),
        "success-but-no": "contradiction: the log records a success at {at} UTC, yet AzureAdPrt is NO",
        "seen-but-no": "contradiction: a PRT was seen at the sign-in of {at} UTC, yet AzureAdPrt is NO",
        "yes-but-unjoined": "contradiction: AzureAdPrt is YES, yet the device rows say that it is not joined to Entra",
        "two-causes": "contradiction: the evidence points to {first} and to {second}",
        "by-module": "collected by the host's own module RemotePrt {version}",
        "other-module": (
            "collected by the host's own module RemotePrt {version}, made of other scripts: what it lacks is missing"
        ),
        "leftover": "could not be removed from the host: {names}; the next visit after its end tries again",
        "stale-removed": "{number} leftovers of visits that broke off were removed from the host",
        "younger-left": "{number} tasks or folders of other visits, which may still run, were left alone",
        "others-not-judged": "{number} more signed in, not judged: only {user} is",
        "no-explorer": "signed in without explorer.exe (kiosk, published program): found by another process",
        "hidden-sign-ins": "{number} more signed in whose names the account may not read",
        "events-unread": "{number} records of the event log could not be read",
        "proxy-users-only": "users go out through {proxy}, the machine (WinHTTP) directly: it may have no way out",
        "way-now": "asked now as SYSTEM, every sign-in server answered",
        "probe-as-caller": (
            "the network was asked as the visiting account, not as SYSTEM ({why}); not reached: {failed}"
        ),
        "channels-denied": "not read, the account has no right to it: {names} (Event Log Readers have)",
        "channel-capped": "{name}: more records than a visit takes; those about the PRT before {at} UTC were not read",
        "channel-missing": "{name} does not exist on this Windows",
        "channel-disabled": "{name} is switched off: failed attempts leave no trace in it",
        "channel-constrained": "{name} was not read: ConstrainedLanguage gives records only by a file (--context auto)",
        "channel-failed": "{name} was not read: {detail}",
        "from-analytic": "the course of the failed attempt was read from AAD/Analytic",
        "analytic-names": "AAD/Analytic names the user of an attempt to acquire, and is switched off",
        "analytic-off": "no record says which step failed: AAD/Analytic would, and is switched off",
    },
    "ja": {
        "minutes": "{number} 分",
        "hours": "{number} 時間",
        "days": "{number} 日",
        "sign-in": "サインイン",
        "unlock": "ロック解除",
        "stale": "更新の遅れ: 最後の更新から {age}、{at} UTC に {source} あり",
        "idle": "未使用: 最後の更新から {age}、その後のロック解除は確認されていません",
        "not-due": "最後の更新から {age}、その後に更新が必要になる時点はありませんでした",
        "from-events": "イベント ログから判定",
        "log-success": "ログの最新の試行は {at} UTC に成功しています (誰のものかは不明です)",
        "log-success-of": "ログの最新の試行 ({user}) は {at} UTC に成功しています",
        "file": "ファイル: {file}",
        "earlier-files": "このユーザーの最新の出力で判定しました。古い出力: {files}",
        "by-account-name": "イベントはアカウント名で照合",
        "ends-early": "dsregcmd の出力が途中で終わっています",
        "witness": "{at} UTC のサインイン時に PRT があったことをデバイス登録のイベント {event} が示しています",
        "expiry-before-update": "矛盾: AzureAdPrtExpiryTime が AzureAdPrtUpdateTime より前です",
        "renewed-in-future": "更新時刻がホストの時計より未来です",
        "no-times": "この Windows は PRT の時刻を表示しません",
        "expires-soon": "更新されなければあと {left} で有効期限が切れます",
        "somebody-elses": "表示されている失敗した試行は {user} のもので、このユーザーのものではありません",
        "nobodys": "このホストでユーザー不明の試行が失敗しています。ホストの所見を参照してください",
        "owner-unknown": "誰についての出力かが示されていません。表示されている失敗は別のユーザーのものかもしれません",
        "open-attempt": "{at} UTC に始まった試行の終了がログにありません。実行中か、終了が記録されていません",
        "cut-attempt": "失敗した試行の開始部分がログに残っていません",
        "overcome": "最新の試行の途中で失敗がありましたが、最終的に成功しています: {codes} ({records})",
        "interleaved": "同時に別の試行が実行されていました。ID のないレコードはその試行のものかもしれません",
        "device-well-now": (
            "矛盾: 現在の DeviceAuthStatus は SUCCESS です。サーバーによるデバイスの拒否は解消済みの可能性があります"
        ),
        "success-but-no": "矛盾: ログでは {at} UTC に成功していますが、AzureAdPrt は NO です",
        "seen-but-no": "矛盾: {at} UTC のサインイン時には PRT がありましたが、AzureAdPrt は NO です",
        "yes-but-unjoined": "矛盾: AzureAdPrt は YES ですが、デバイスの行では Microsoft Entra に未参加です",
        "two-causes": "矛盾: 証拠が {first} と {second} の両方を示しています",
        "by-module": "ホスト上のモジュール RemotePrt {version} が収集しました",
        "other-module": (
            "ホスト上のモジュール RemotePrt {version} が収集しました。"
            "元のスクリプトが異なるため、一部の情報がない場合があります"
        ),
        "leftover": "ホストから削除できませんでした: {names} (期限後の次回の実行でもう一度試みます)",
        "stale-removed": "中断された収集が残した {number} 件をホストから削除しました",
        "younger-left": "ほかの収集 (実行中の可能性あり) のタスクまたはフォルダー {number} 件には触れていません",
        "others-not-judged": "ほかに {number} 件のサインインがありますが、{user} だけを対象としたため判定していません",
        "no-explorer": "explorer.exe のないサインインです (キオスク、公開アプリなど)。別のプロセスから検出しました",
        "hidden-sign-ins": "ほかに {number} 件のサインインがありますが、このアカウントでは誰かを読み取れません",
        "events-unread": "イベント ログの {number} 件を読み取れませんでした",
        "proxy-users-only": (
            "ユーザーのプロキシは {proxy} ですが、コンピューター (WinHTTP) は直接接続です。"
            "外部に出られない可能性があります"
        ),
        "way-now": "SYSTEM として現在確認したところ、すべてのサインイン サーバーが応答しました",
        "probe-as-caller": (
            "ネットワークは SYSTEM ではなく接続アカウントとして確認しました ({why})。到達できなかったサーバー: {failed}"
        ),
        "channels-denied": "アカウントに権限がなく読み取れないログ: {names} (Event Log Readers なら読み取れます)",
        "channel-capped": "{name}: 件数が上限を超えたため、{at} UTC より前の PRT に関するレコードは読み取っていません",
        "channel-missing": "{name} はこの Windows にありません",
        "channel-disabled": "{name} は無効になっています。失敗した試行は記録されません",
        "channel-constrained": (
            "{name} は読み取っていません。ConstrainedLanguage ではファイル経由でしか取得できません (--context auto)"
        ),
        "channel-failed": "{name} を読み取れませんでした: {detail}",
        "from-analytic": "失敗した試行の経過は AAD/Analytic ログから読み取りました",
        "analytic-names": "PRT を取得する試行のユーザーは AAD/Analytic ログに記録されますが、このログは無効です",
        "analytic-off": "どの手順で失敗したかを示すレコードがありません。これを記録する AAD/Analytic ログは無効です",
    },
}
