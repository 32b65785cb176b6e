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
    "header.stopped.deadline": "--deadline により停止しました。以下はそれまでの結果です。",
    "header.stopped.max-fail": "--max-fail により停止しました。以後、新しいホストは開始していません。",
    "causes.title": "原因 (ホスト数の多い順)",
    "causes.hosts": "ホスト: ",
    "causes.or": "または: ",
    "causes.do": "対処: ",
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
    "coverage.hosts": "ホスト: ",
    "coverage.none": "なし",
    "coverage.line": "対象 {asked}  到達 {reached}  判定 {judged}",
    "coverage.exit": "終了コード {code}",
    "coverage.also": " (ほかに該当: {codes})",
    "summary.line": "対象 {asked}、到達 {reached}、判定 {judged}: {counts}。終了コード {code}",
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
        "応答を解釈できませんでした",
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

#: What to try after a failed visit.
HINTS: dict[str, str] = {
    "change it": "変更します",
    "check the clocks here and there, and setspn -Q HTTP/NAME": "双方の時計と setspn -Q HTTP/NAME を確認します",
    "check the realm's spelling, the DNS and krb5.conf": "レルムのつづり、DNS、krb5.conf を確認します",
    "check the user name and its realm": "ユーザー名とレルムを確認します",
    "use one that does: leave --configuration-name out": (
        "スクリプトを実行できるエンドポイントを使います (--configuration-name を指定しません)"
    ),
    "leave --configuration-name out": "--configuration-name を指定しないで実行します",
    "raise --host-timeout": "--host-timeout を長くします",
    "install PowerShell 7, or name it in REMOTE_PRT_PWSH": (
        "PowerShell 7 をインストールするか、REMOTE_PRT_PWSH で指定します"
    ),
    "look at what PowerShell runs here": "このコンピューターで PowerShell が何を実行しているか確認します",
    "look at the event log of this machine": "このコンピューターのイベント ログを確認します",
    "visit it over WinRM: name its port with --port, or use the signed bundle": (
        "--port でポートを指定して WinRM 経由で訪問するか、署名したバンドルを使います"
    ),
    "install the module of examples/jea there": "そのホストに examples/jea のモジュールをインストールします",
    "install the module of examples/jea on the host": "ホストに examples/jea のモジュールをインストールします",
    "install the module that `remote_prt snippets module` writes now": (
        "現在の `remote_prt snippets module` が書き出すモジュールをインストールします"
    ),
    "install it, or try another --auth": "インストールするか、別の --auth を試します",
    "look at the account in Active Directory": "Active Directory のアカウントを確認します",
    "raise --host-timeout, or see what holds up the others": (
        "--host-timeout を延ばすか、ほかのホストの処理が滞っている原因を確認します"
    ),
    "set the clock": "時計を合わせます",
    "give --user a name, or leave it out": "--user に名前を指定するか、指定をやめます",
    "name its PEM file with --certificate": "--certificate で PEM ファイルを指定します",
    "check --auth, and the Auth settings under WSMan:\\localhost\\Service there": (
        "--auth と、ホストの WSMan:\\localhost\\Service の認証設定を確認します"
    ),
    "check how the host is written": "ホスト名の書き方を確認します",
    "check that HTTPS is what listens on that port": "そのポートで HTTPS が待機しているかどうかを確認します",
    "check that HTTPS with TLS 1.2 is what listens on that port": (
        "そのポートで TLS 1.2 の HTTPS が待機しているかどうかを確認します"
    ),
    "check that WinRM is what listens on that port": "そのポートで WinRM が待機しているかどうかを確認します",
    "check the DNS of this machine": "このコンピューターの DNS を確認します",
    "check the VPN and the DNS of the domain": "VPN とドメインの DNS を確認します",
    "check the VPN, the route and the address": "VPN、経路、アドレスを確認します",
    "check the WinRM service there and its domain controller": (
        "ホストの WinRM サービスとドメイン コントローラーを確認します"
    ),
    "check the certificate of its WinRM listener": "ホストの WinRM リスナーの証明書を確認します",
    "check the clocks here and there": "双方の時計を確認します",
    "check the configuration name": "構成名 (configuration name) を確認します",
    "check the interface after the %": "% の後のインターフェイスを確認します",
    "check the network to the host": "ホストまでのネットワークを確認します",
    "check the network to the host, and try it again": "ホストまでのネットワークを確認し、再実行します",
    "check the rights of the account on that host": "ホストでのアカウントの権限を確認します",
    "check the spelling, the DNS suffix and the VPN": "ホスト名のつづり、DNS サフィックス、VPN を確認します",
    "check user name and password": "ユーザー名とパスワードを確認します",
    "check what inspects traffic between here and the host": "ホストまでの経路で通信を検査している機器を確認します",
    "enable it in the inventory to have it visited": "対象にするには、インベントリで有効にします",
    "give --ca-cert": "--ca-cert を指定します",
    "give --user with --password-file or --ask-pass": "--user と --password-file または --ask-pass を指定します",
    "give a credential for this host": "このホストの資格情報を指定します",
    "is the PC on? check the firewall between here and it": (
        "PC の電源が入っているかどうか、途中のファイアウォールを確認します"
    ),
    "issue one from your authority, or give --ca-cert": "社内の認証局で発行するか、--ca-cert を指定します",
    "look at the event log of the host": "ホストのイベント ログを確認します",
    "look at the load of the host": "ホストの負荷を確認します",
    "look for what inspects TLS on the way": "経路上で TLS を検査している機器を確認します",
    "look the code up": "コードを調べます",
    "look at its disk": "ホストのディスクを確認します",
    "name the PEM file of the certificate": "証明書の PEM ファイルを指定します",
    "pip install 'remote_prt[kerberos]' (Debian, Ubuntu: first apt install libkrb5-dev gcc), or --allow-ntlm": (
        "pip install 'remote_prt[kerberos]' (Debian、Ubuntu では先に apt install libkrb5-dev gcc)、または --allow-ntlm"
    ),
    "put the account into Administrators or Remote Management Users there": (
        "ホストの Administrators または Remote Management Users にアカウントを追加します"
    ),
    "raise --host-timeout, or look at the load of the host": "--host-timeout を延ばすか、ホストの負荷を確認します",
    "raise --host-timeout; is the PC on?": "--host-timeout を延ばします。PC の電源も確認します",
    "renew the certificate of its WinRM listener": "ホストの WinRM リスナーの証明書を更新します",
    "restart WinRM there, or look at its load": "ホストの WinRM を再起動するか、負荷を確認します",
    "restart the WinRM service there, or look at its load": ("ホストの WinRM サービスを再起動するか、負荷を確認します"),
    "run `winrm quickconfig` there": "ホストで `winrm quickconfig` を実行します",
    "run `winrm quickconfig` there, or check --port and --https": (
        "ホストで `winrm quickconfig` を実行するか、--port と --https を確認します"
    ),
    "run again for this host": "このホストを再実行します",
    "run again for this host, or raise --deadline": "このホストを再実行するか、--deadline を延ばします",
    "run kinit again": "kinit を再実行します",
    "run kinit, or give --user and a password": "kinit を実行するか、--user とパスワードを指定します",
    "see what answers on that port": "そのポートで何が応答しているかを確認します",
    "see why they failed, then run again for this host": "失敗の理由を確認してから、このホストを再実行します",
    "see what answers on that port, and report it": "そのポートで何が応答しているかを確認し、報告します",
    "try another --auth": "別の --auth を試します",
    "try it again": "再実行します",
    "try it again; check the clocks here and there": "再実行します。双方の時計も確認します",
    "try it again; look whether WinRM was restarted there": "再実行します。WinRM が再起動されていないかも確認します",
    "use --https": "--https を使用します",
    "use Kerberos": "Kerberos を使用します",
    "use Kerberos with its full name, or --https": "完全な名前で Kerberos を使用するか、--https を使用します",
    "use its full DNS name; check setspn -Q host/NAME": "完全な DNS 名を使用し、setspn -Q host/NAME を確認します",
    "use its full DNS name; look for a stale DNS record": "完全な DNS 名を使用し、古い DNS レコードがないか確認します",
    "use the name the certificate is for": "証明書に記載された名前を使用します",
    "visit it, or check the name": "ホストに対して実行するか、名前を確認します",
    "visit that host by name": "そのホストを名前で指定します",
    "wait until old sessions end (or end them), or raise the quota under WSMan:\\localhost\\Shell there": (
        "古いセッションの終了を待つか終了させます。または、ホストの WSMan:\\localhost\\Shell のクォータを増やします"
    ),
}

#: Whole sentences of what went wrong, the most frequent ones; others stay in English with the host's own words.
FAILURES: tuple[tuple[str, str], ...] = (
    (r"TCP (\d+) did not answer within (\S+) s", r"TCP \1 が \2 秒以内に応答しませんでした"),
    (r"TCP (\d+) is closed", r"TCP \1 は閉じています"),
    (r"TCP (\d+) was reset on connecting", r"TCP \1 への接続がリセットされました"),
    (r"TCP (\d+) cannot be reached \(no route\)", r"TCP \1 に到達できません (経路なし)"),
    (r"the name does not resolve", "名前を解決できません"),
    (r"the name does not resolve: no name server answers", "名前を解決できません: 応答するネーム サーバーがありません"),
    (r"no name server answered within (\S+) s", r"\1 秒以内にネーム サーバーが応答しませんでした"),
    (r"that is no name of a host", "ホスト名として正しくありません"),
    (r"the host rejected the credential", "ホストが資格情報を拒否しました"),
    (r"the credential was rejected", "資格情報が拒否されました"),
    (r"the logon was denied", "ログオンが拒否されました"),
    (
        r"access is denied: the account may not open a remote session",
        "アクセスが拒否されました。アカウントにリモート セッションを開く権限がありません",
    ),
    (r"access is forbidden \(HTTP 403\)", "アクセスが禁止されています (HTTP 403)"),
    (r"the WinRM service is not ready \(HTTP 503\)", "WinRM サービスの準備ができていません (HTTP 503)"),
    (r"the host answered HTTP (\d+)", r"ホストが HTTP \1 を返しました"),
    (
        r"the host answered in plain text \(HTTP (\d+)\) in a sealed session",
        r"暗号化されたセッションでホストが平文 (HTTP \1) を返しました",
    ),
    (r"the host's reply is no proper HTTP", "ホストの応答が正しい HTTP ではありません"),
    (
        r"the host redirects to '(.*)', which is not followed",
        r"ホストが '\1' へリダイレクトしました (リダイレクト先には接続しません)",
    ),
    (
        r"the host compressed its reply \((.*)\) although told not to",
        r"圧縮しないよう要求しましたが、ホストが応答を圧縮しました (\1)",
    ),
    (r"the host announced a reply of (\S+) bytes", r"ホストが \1 バイトの応答を予告しました"),
    (r"the host sent more than (\S+) bytes in one reply", r"ホストが 1 つの応答で \1 バイトを超えて送信しました"),
    (r"the host sent more than (\S+) bytes in one visit", r"ホストが 1 回の実行で \1 バイトを超えて送信しました"),
    (r"the host sent what cannot be understood", "ホストが解釈できないデータを送信しました"),
    (r"the host fell silent", "ホストからの応答が途絶えました"),
    (r"the connection was reset", "接続がリセットされました"),
    (r"the connection broke", "接続が切れました"),
    (
        r"the host closed the connection without an answer",
        "ホストが応答せずに接続を閉じました",
    ),
    (r"the time for this host was up", "このホストに割り当てた時間が終わりました"),
    (r"the TLS handshake was not completed in time", "TLS ハンドシェイクが時間内に完了しませんでした"),
    (
        r"it accepted the connection, but did not answer the logon in time",
        "接続は受け付けましたが、ログオンに時間内に応答しませんでした",
    ),
    (
        r"it let us in, but opened no PowerShell session in time",
        "ログオンはできましたが、PowerShell セッションが時間内に開きませんでした",
    ),
    (r"the script did not finish in time", "スクリプトが時間内に終了しませんでした"),
    (r"it did not answer in time", "時間内に応答しませんでした"),
    (
        r"TLS not completed: the host broke off the handshake",
        "TLS を確立できません: ホストがハンドシェイクを中断しました",
    ),
    (r"TLS not completed: its certificate is self-signed", "TLS を確立できません: 証明書が自己署名です"),
    (r"TLS not completed: its certificate has expired", "TLS を確立できません: 証明書の有効期限が切れています"),
    (
        r"TLS not completed: its certificate is for another name",
        "TLS を確立できません: 証明書が別の名前のものです",
    ),
    (
        r"TLS not completed: its certificate comes from an authority that is not trusted",
        "TLS を確立できません: 信頼されていない認証局の証明書です",
    ),
    (
        r"TLS not completed: its certificate comes from an authority that signed itself and is not trusted",
        "TLS を確立できません: 信頼されていない自己署名の認証局の証明書です",
    ),
    (
        r"too many sessions of this account are open there \(MaxShellsPerUser\)",
        "このアカウントのセッションが多すぎます (MaxShellsPerUser)",
    ),
    (r"disabled in the inventory", "インベントリで無効になっています"),
    (r"disabled in the demo's inventory", "デモのインベントリで無効になっています"),
    (r"disabled in the inventory: (.*)", r"インベントリで無効になっています: \1"),
    (r"the deadline of the run came before this host's turn", "このホストの順番が来る前に、実行全体の期限が来ました"),
    (r"the deadline of the run ended this visit", "実行全体の期限が来たため、このホストへの接続を打ち切りました"),
    (r"too many other hosts had failed \(--max-fail\)", "失敗したホストが多すぎます (--max-fail)"),
    (
        r"(.*) was rejected by (\d+) hosts already \(lockout brake\)",
        r"\1 はすでに \2 台のホストに拒否されました (ロックアウト防止)",
    ),
    (
        r"(.*) was shown to (\d+) hosts, and none said whether the password is right \(lockout brake\)",
        r"\1 を \2 台のホストに提示しましたが、パスワードが正しいかどうかの応答がありません (ロックアウト防止)",
    ),
    (
        r"the run was interrupted before this host was finished",
        "このホストの完了前に実行が中断されました",
    ),
)
