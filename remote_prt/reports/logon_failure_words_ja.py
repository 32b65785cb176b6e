"""What went wrong with a logon - account, ticket, certificate, LAPS - said in Japanese; a part of `FAILURES`."""

LOGON_FAILURES: tuple[tuple[str, str], ...] = (
    (
        r"Basic over plain HTTP would show the password to the network",
        "暗号化しない HTTP での Basic 認証は、パスワードをネットワークにさらします",
    ),
    (r"a client certificate needs TLS", "クライアント証明書には TLS が必要です"),
    (r"no client certificate was given", "クライアント証明書が指定されていません"),
    (r"the name of the account is empty", "アカウントの名前が空です"),
    (r"a logon by (\S+) needs an account and a password", r"\1 によるログオンには、アカウントとパスワードが必要です"),
    (
        r"a logon by (\S+) lacks something here: (.*)",
        r"\1 によるログオンに必要なものがこのコンピューターにありません: \2",
    ),
    (
        r"Kerberos needs the Python package (\S+), which is not installed here",
        r"Kerberos に必要な Python パッケージ \1 がこのコンピューターにありません",
    ),
    (r"Kerberos does not know the host under this name", "この名前のホストは Kerberos に登録されていません (SPN なし)"),
    (r"no domain controller could be reached for the logon", "ログオンのためのドメイン コントローラーに到達できません"),
    (r"no domain controller is known for the realm", "レルムのドメイン コントローラーが見つかりません"),
    (r"the account is disabled or locked out", "アカウントが無効またはロックアウトされています"),
    (
        r"the clocks of this machine and the domain differ too much",
        "このコンピューターとドメインの時刻の差が大きすぎます",
    ),
    (r"the domain controller does not know the account", "ドメイン コントローラーにこのアカウントがありません"),
    (r"the domain controller rejected the credential", "ドメイン コントローラーが資格情報を拒否しました"),
    (r"the password has expired", "パスワードの有効期限が切れています"),
    (
        r"the domain allows no kind of key that the host's account and this machine share \(RC4 only\?\)",
        "ホストのアカウントとこのコンピューターの双方で使え、ドメインが許可する種類のキーがありません (RC4 のみ?)",
    ),
    (
        r"the reading of a LAPS password cannot be recorded in (.*)",
        r"LAPS パスワードの読み取りを \1 に記録できません",
    ),
    (
        r"the directory has no computer (.*)",
        r"ディレクトリにコンピューター \1 がありません",
    ),
    (
        r"the directory has more than one computer (.*)",
        r"ディレクトリにコンピューター \1 が複数あります",
    ),
    (
        r"LAPS keeps no password of (.*)",
        r"\1 の LAPS パスワードは保存されていません",
    ),
    (
        r"the LAPS password of (.*) is kept encrypted, which is not read here",
        r"\1 の LAPS パスワードは暗号化されているため、読み取れません",
    ),
    (
        r"this account may not read the LAPS password of (.*)",
        r"このアカウントには \1 の LAPS パスワードを読み取る権限がありません",
    ),
    (
        r"what LAPS keeps of (.*) is not what Windows writes",
        r"\1 の LAPS データが Windows の形式ではありません",
    ),
    (
        r"no domain controller gave a ticket for the host in time",
        "ドメイン コントローラーから時間内にホストのチケットを取得できませんでした",
    ),
    (r"this machine holds no ticket of that account", "このコンピューターにそのアカウントのチケットがありません"),
    (r"the ticket has expired", "チケットの有効期限が切れています"),
    (r"the logon has expired", "ログオンの有効期限が切れました"),
    (r"the logon is bound to another TLS channel", "ログオンが別の TLS チャネルに結び付けられています"),
    (r"the logon cannot be bound to the TLS channel", "ログオンを TLS チャネルに結び付けられません"),
    (r"there is no ticket or credential to log on with", "ログオンに使えるチケットまたは資格情報がありません"),
    (r"the host did not accept the Kerberos ticket", "ホストが Kerberos チケットを受け付けませんでした"),
    (
        r"the host is not who its name says \(wrong service principal\)",
        "ホストが名前どおりのコンピューターではありません (サービス プリンシパルの不一致)",
    ),
    (
        r"the host is not trusted for this kind of logon \(TrustedHosts\)",
        "この種類のログオンではホストが信頼されていません (TrustedHosts)",
    ),
    (r"the host offers no (.*) logon \(it offers: (.*)\)", r"ホストは \1 のログオンに対応していません (対応: \2)"),
    (
        r"the host broke off the logon before it saw a password",
        "ホストがパスワードを受け取る前にログオンを打ち切りました",
    ),
    (
        r"the host asked for a new logon in the middle of the sealed session",
        "暗号化されたセッションの途中で、ホストが再度のログオンを要求しました",
    ),
    (r"the logon did not complete: (.*)", r"ログオンが完了しませんでした: \1"),
    (
        r"the logon did not end after (\S+) rounds: the host always asks for another",
        r"ログオンが \1 回のやり取りでも終わりません。ホストが要求を繰り返しています",
    ),
)
