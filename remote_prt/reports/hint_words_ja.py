"""What to try after a visit that failed, said in Japanese."""

#: What to try after a failed visit.
HINTS: dict[str, str] = {
    "look at the load of the host and the network to it; raise --host-timeout if it is only slow": (
        "ホストの負荷とホストまでのネットワークを確認します。遅いだけなら --host-timeout を延ばします"
    ),
    "look at what runs behind this host's PowerShell endpoint": (
        "このホストの PowerShell エンドポイントで何が動作しているかを確認します"
    ),
    "check user name and password, then run again for this host": (
        "ユーザー名とパスワードを確認してから、このホストを再実行します"
    ),
    "check it, or name another in REMOTE_PRT_PWSH": ("それを確認するか、REMOTE_PRT_PWSH で別のものを指定します"),
    "pip install 'remote_prt[kerberos]' (Debian, Ubuntu: first apt install libkrb5-dev gcc)": (
        "pip install 'remote_prt[kerberos]' (Debian、Ubuntu では先に apt install libkrb5-dev gcc)"
    ),
    "pip install 'remote_prt[kerberos]' (Debian, Ubuntu: first apt install libkrb5-dev gcc), or --allow-ntlm with"
    " --user and a password": (
        "pip install 'remote_prt[kerberos]' (Debian、Ubuntu では先に apt install libkrb5-dev gcc)、"
        "または --allow-ntlm と --user、パスワードを指定します"
    ),
    "change it": "変更します",
    "check the clocks here and there, and who owns setspn -Q HTTP/NAME: for another account than the computer's"
    " --kerberos-service host; for a PC joined again, kinit again": (
        "双方の時計と、setspn -Q HTTP/NAME の所有者を確認します。コンピューター以外のアカウントの場合は"
        " --kerberos-service host を指定し、再参加した PC の場合は kinit を再実行します"
    ),
    "let its computer account have AES keys (msDS-SupportedEncryptionTypes 24, then a new password)": (
        "コンピューター アカウントに AES キーを持たせます (msDS-SupportedEncryptionTypes を 24 にし、パスワードを更新)"
    ),
    "check the name: it must be the domain's own": ("名前を確認します。ドメインに登録された名前が必要です"),
    "use its full name": ("完全な名前を使用します"),
    "see whether its LAPS policy applies": ("LAPS のポリシーが適用されているかどうかを確認します"),
    "use another account for it": ("そのホストには別のアカウントを使用します"),
    "have the right delegated to it (Set-LapsADReadPasswordPermission)": (
        "権限の委任を依頼します (Set-LapsADReadPasswordPermission)"
    ),
    "look at its msLAPS-Password": ("その msLAPS-Password を確認します"),
    "look at the folder and the disk": "フォルダーとディスクを確認します",
    "check the VPN and TCP 88 to the domain controllers": ("VPN と、ドメイン コントローラーへの TCP 88 を確認します"),
    "run kinit for it, or give its password": "そのアカウントで kinit を実行するか、パスワードを指定します",
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
    "check the VPN and TCP 88 to the domain controllers, then run again for this host": (
        "VPN とドメイン コントローラーへの TCP 88 を確認してから、このホストを再実行します"
    ),
    "see why it had none for them, run kinit, then run again for this host": (
        "前のホストの行で理由を確認し、kinit を実行してから、このホストを再実行します"
    ),
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
    "enable its account there to have it visited": "対象にするには、Active Directory でアカウントを有効にします",
    "nothing to do": "対処は不要です",
    "nothing to do, unless its operatingSystem is wrong there": "operatingSystem の値が正しければ、対処は不要です",
    "see whether it is still in use, or raise --max-logon-age": (
        "まだ使用されているかどうかを確認するか、--max-logon-age を大きくします"
    ),
    "look at its dNSHostName": "dNSHostName を確認します",
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
    "run kinit, or give --ldap-user and a password": "kinit を実行するか、--ldap-user とパスワードを指定します",
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
    "use its full DNS name, no alias; check setspn -Q HTTP/NAME, or try --kerberos-service host": (
        "別名ではなく完全な DNS 名を使用し、setspn -Q HTTP/NAME を確認するか、--kerberos-service host を指定します"
    ),
    "use its full DNS name; look for a stale DNS record": "完全な DNS 名を使用し、古い DNS レコードがないか確認します",
    "use the name the certificate is for": "証明書に記載された名前を使用します",
    "visit it, or check the name": "ホストに対して実行するか、名前を確認します",
    "go on with it: remote_prt --resume": "remote_prt --resume で再開します",
    "wait for the run to end": "実行が終わるのを待ちます",
    "visit that host by name": "そのホストを名前で指定します",
    "wait until old sessions end (or end them), or raise the quota under WSMan:\\localhost\\Shell there": (
        "古いセッションの終了を待つか終了させます。または、ホストの WSMan:\\localhost\\Shell のクォータを増やします"
    ),
}
