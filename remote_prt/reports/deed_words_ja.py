"""Japanese words of runs that do something; the keys are those of deed_words_en.py."""

TEXTS: dict[str, str] = {
    "deed.column.result": "結果",
    "deed.column.host": "ホスト",
    "deed.column.for": "対象",
    "deed.column.before": "実行前",
    "deed.column.after": "実行後",
    "deed.dry": "ドライ ランです。何も変更していません。実行した場合の内容:",
    "deed.host": "このホスト",
    "deed.counts": "結果  {counts}",
    "deed.kept": "証拠 {path}",
    "deed.left-behind": (
        "タスクまたはそのフォルダーをホストから削除できませんでした。期限後に次回の実行で削除されます。"
    ),
    "deed.not-reached": "{why} - 対処: {hint}",
    "refresh.renewed": "更新されました (更新時刻が進んだか、取得の試行が成功しました)。",
    "refresh.renewed-by-unlock": "待機中にセッションのロックが解除され、更新されました。",
    "refresh.failed": "更新の試行が {code} で終了しました。",
    "refresh.not-seen": (
        "dsregcmd に更新を要求しましたが、{seconds} 秒の間に更新時刻は変わらず、試行も記録されませんでした。"
    ),
    "refresh.no-time": (
        "この Windows では更新時刻が表示されず、試行も記録されていないため、更新されたかどうかは不明です。"
    ),
    "refresh.session-active": "セッションはロックされていません。",
    "refresh.session-locked": "セッションはロックされています。ロックを解除すると更新されます。",
    "refresh.session-disconnected": "セッションは切断されています。ユーザーが再接続すると更新されます。",
    "refresh.session-unknown": "セッションがロックされているかどうかは不明です。",
    "refresh.said": "dsregcmd の出力: {words}",
    "refresh.lock-and-unlock": (
        "ユーザーにデバイスをロックしてからロックを解除してもらい (Win+L)、"
        "ハイブリッド参加済みの場合は少なくとも 60 秒待ってから再度確認してください。"
    ),
    "refresh.no-switch": "この dsregcmd には /refreshprt がありません。",
    "refresh.refused": "ユーザーのセッションでタスクを開始できませんでした: {why}",
    "refresh.no-answer": "ホストから有効な応答がなく、更新が要求されたかどうかは不明です: {why}",
    "refresh.gone": "ユーザーはすでにサインアウトしています。",
    "refresh.would": "ユーザーのセッションで、自動的に削除されるタスクにより dsregcmd /refreshprt を実行します。",
    "refresh.nobody": "サインイン中のユーザーがいません。トークンはそのユーザーのセッションでのみ更新されます。",
    "refresh.not-signed-in": "このユーザーはこのホストにサインインしていません。",
    "refresh.sign-in": "ユーザーにサインインしてもらってから、再度実行してください。",
    "refresh.not-applicable": "このアカウントまたはデバイスには PRT がありません。",
    "refresh.no-session": "ユーザー自身のセッションを特定できませんでした。",
    "log.ours": "remote_prt が有効にしました。`remote_prt logs restore` で元に戻せます。",
    "log.holds": "記録 {records} 件、{oldest} から {newest} まで。{size} KB、{mode}。",
    "log.already": "すでに有効でした。変更も記憶もしていません。",
    "log.enabled": "有効にしました。元の状態は記憶されており、`remote_prt logs restore` で元に戻せます。",
    "log.would-enable": "有効にします。有効にすると内容が消去されるため、先に {records} 件の記録をここに保存します。",
    "log.would-restore": "{state} に戻します。",
    "log.saved": "内容が消去される前に {records} 件の記録を保存しました: {path}",
    "log.missing": "この Windows にはこのチャネルがありません。",
    "log.denied": "このアカウントにはこのチャネルを読み取る権限がありません。",
    "log.unread": "読み取れない記録が {records} 件あり、有効にすると消去されるため、有効にしませんでした。",
    "log.too-many": "保存できる数を超える記録 ({records} 件) があり、消去を避けるため有効にしませんでした。",
    "log.not-remembered": "元の状態をここに保存できないため、変更しません: {why}",
    "log.refused": "wevtutil が {code} で終了しました (5: アクセス拒否)。",
    "log.no-answer": "ホストから有効な応答がありませんでした: {why}",
    "log.nothing-remembered": (
        "この名前のホストでこのアカウントが変更したものはなく、元に戻すものはありません。ホストには接続していません。"
    ),
    "log.already-back": "すでに元の状態です。記憶は消去しました。",
    "log.restored": "元の状態に戻しました。",
}
