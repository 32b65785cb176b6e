"""Japanese words of runs about traces; the keys are those of trace_words_en.py."""

TEXTS: dict[str, str] = {
    "trace.exists": (
        "remote_prt のトレースがすでにあります ({kind}、{state}、{since} から)。"
        "先に停止、取得、または破棄してください。"
    ),
    "trace.host-full": "ホストの空き容量が不足しています: 空き {free} MB、必要な容量は最大 {needed} MB です。",
    "trace.here-full": "このコンピューターの空き容量が不足しています: {needed} MB 必要です。",
    "trace.no-program": (
        "ホストに TTD.exe がありません (remote_prt は送り込みません)。"
        "インストールするか、--ttd-path で場所を指定します。"
    ),
    "trace.no-process": "tasklist /m lsasrv.dll で LSASS のプロセスが見つかりませんでした。",
    "trace.protected": "LSA 保護 (RunAsPPL) が有効なため、LSASS にアタッチできません。",
    "trace.not-remembered": "ここには記憶できませんでしたが、ホスト側には記録があります: {why}",
    "trace.would-start-network": "シナリオ InternetClient_dbg で netsh trace を開始します。",
    "trace.would-start-auth": "アーカイブをホストに置き、Start-auth.ps1 を -v -acceptEULA で実行します。",
    "trace.would-start-ttd": "TTD.exe を LSASS にアタッチします。",
    "trace.started-network": "ネットワーク パケットをトレース中です (再起動後も続きます)。",
    "trace.started-auth": "Auth スクリプトがトレース中です。",
    "trace.started-ttd": "LSASS をトレース中です。サインインは遅くなります。",
    "trace.reproduce": (
        "ここで問題を再現してください。ユーザーはデバイスをロックし、"
        "ハイブリッド参加済みの場合は少なくとも 60 秒待ってから、ロックを解除します。"
    ),
    "trace.then-stop": (
        "その後 remote_prt trace stop、続いて remote_prt trace fetch を実行します。"
        "停止したまま取得しないと、3 日後に削除されます。"
    ),
    "trace.then-stop-ttd": (
        "その後、数分以内に remote_prt trace stop、続いて "
        "remote_prt trace fetch --i-understand-lsass-memory を実行します。"
    ),
    "trace.archive-changed": "届いたアーカイブが送信したものと異なるため、実行しませんでした。",
    "trace.perhaps-running": "開始されたかどうか不明です。remote_prt trace stop --dry-run で確認してください。",
    "trace.said": "出力: {words}",
    "trace.exit-code": "開始コマンドが {code} で終了しました。別のトレースが実行中の可能性があります。",
    "trace.no-script": "アーカイブに Start-auth.ps1 がないか、展開できませんでした。",
    "trace.not-prepared": "ホスト上のフォルダーが準備した状態ではありません。",
    "trace.left": ("ホスト上のフォルダーを削除できませんでした。remote_prt trace stop --discard を実行してください。"),
    "trace.none": "remote_prt のトレースはありません。",
    "trace.stopped-already": "すでに停止しています。remote_prt trace fetch で取得できます。",
    "trace.files": "ファイル: {files}",
    "trace.would-stop": "停止します。",
    "trace.would-discard": "停止して削除します。",
    "trace.would-fetch": "ファイルをここに取得し、ホストから削除します。",
    "trace.not-stopped": "停止コマンドが {code} で終了しました。まだ実行中の可能性があります。",
    "trace.stopped": "停止しました。ファイルは remote_prt trace fetch までホストに残ります。",
    "trace.discarded": "停止しました。ホストには何も残っていません。",
    "trace.not-kept": "ここに保存できないため、ホストに残しました: {why}",
    "trace.not-stopped-yet": "まだ停止していません ({state})。先に remote_prt trace stop を実行してください。",
    "trace.consent": (
        "LSASS のメモリ (サインインしていた全員の機密情報) が含まれるため、--i-understand-lsass-memory を付けた場合だけ"
        "取得します。"
    ),
    "trace.too-large": "--max-size ({most} MB) より大きいため ({size} MB)、取得しません。",
    "trace.case": "ケース フォルダー {path}",
    "trace.secret-here": (
        "ケース フォルダーにはユーザーのパスワード、キー、トークンが含まれます。"
        "暗号化して保管し、用が済んだら削除してください。"
    ),
    "trace.fetched": "すべてのファイルを取得しました。SHA-256 はホストのものと一致しています。",
    "trace.no-hash": "ホストが {file} の長さと SHA-256 を正しく示さないため、取得しませんでした。",
    "trace.hash-differs": (
        "届いた {file} はホストのものと SHA-256 が異なるため、ここでは破棄し、ホストには残しました。"
    ),
    "trace.broken-off": (
        "{file}: {size} MB のうち {done} MB を取得済みです。もう一度 fetch を実行すると続きから再開します。"
    ),
}

#: What to try after a transfer that failed.
HINTS: dict[str, str] = {
    "fetch it again": "もう一度取得します",
    "check the network to the host, and fetch again": "ホストまでのネットワークを確認し、もう一度取得します",
    "look at what runs on that host, and do not trust the file": (
        "そのホストで何が動作しているかを確認します。ファイルは信用しないでください"
    ),
    "look at its disk and rights": "ホストのディスクと権限を確認します",
}

#: What went wrong on the way of a file.
FAILURES: tuple[tuple[str, str], ...] = (
    (r"the host stopped before the end of the file", "ホストがファイルの終わりの前に送信をやめました"),
    (r"no part of the file came for (\S+) s", r"\1 秒間ファイルのデータが届きませんでした"),
    (r"the host sent a part of the file that is not the next one", "ホストが順序の違うデータを送信しました"),
    (r"the host sent a part of the file that is no Base64", "ホストが Base64 ではないデータを送信しました"),
    (r"the host sent more than the length it had told", "ホストが自ら示した長さを超えて送信しました"),
    (r"the host sent no answer", "ホストから応答がありませんでした"),
    (r"the host does not keep the file", "ホストにファイルが残りません"),
    (r"the host could not read or write the file: (.*)", r"ホストがファイルを読み書きできませんでした: \1"),
)
