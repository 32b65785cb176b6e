"""Japanese words of the reports that are pages; the keys are those of page_words_en.py."""

TEXTS: dict[str, str] = {
    "page.name": "プライマリ更新トークンの状態",
    "page.subject": "[remote_prt] {scope} | {parts} | {day}",
    "page.new": "新規 {number}",
    "page.broken": "異常 {number}",
    "page.unreachable": "到達不可 {number}",
    "page.trouble": "判定した {judged} 台のうち {bad} 台が BROKEN または FAILING です ({share} %)。",
    "page.no-trouble": "判定した {judged} 台に BROKEN または FAILING はありません。",
    "page.nothing": "判定できたホストはありません。",
    "page.coverage": "{asked} 台のうち {judged} 台を判定しました ({share} %)。",
    "page.share": "判定できた {part} % のうちの {share} %",
    "page.share-asked": "対象 {asked} 台の {share} %",
    "page.total": "対象",
    "page.duration": "所要時間",
    "page.weakened": "この実行ではセキュリティを弱めるオプションが使われました: {switches}",
    "page.redacted": "名前は仮名に置き換えてあります。同じ仮名はこのレポート内では同じものを指します: {kinds}",
    "page.redacted-users": "ユーザー",
    "page.redacted-hosts": "ホスト",
    "page.redacted-tenant": "テナント",
    "page.contents": "目次",
    "page.since": "前回からの変化",
    "page.since-run": "{at} の実行 {run} と比較しました。",
    "page.since-new": "新規",
    "page.since-fixed": "解消",
    "page.since-still": "継続",
    "page.since-changed": "原因が変化",
    "page.since-flapping": "繰り返し",
    "page.since-not-seen": "今回は確認できず",
    "page.none": "なし",
    "page.more": "ほか {number} 件",
    "page.causes": "原因と対処",
    "page.no-causes": "原因を示す必要のあるホストはありません。",
    "page.hosts": "{number} 台",
    "page.host": "1 台",
    "page.do": "対処",
    "page.steps": "すべての手順",
    "page.why": "理由",
    "page.or": "ほかに考えられる原因",
    "page.shared": "共通点",
    "page.who": "該当するホスト",
    "page.rows": "正常ではないホスト",
    "page.rows-none": "すべてのホストが正常です。",
    "page.healthy": "正常なホスト ({number})",
    "page.filter": "絞り込み",
    "page.filter-hint": "ホスト、ユーザー、原因、コード ...",
    "page.status": "状態",
    "page.any": "すべて",
    "page.shown": "{all} 行のうち {shown} 行",
    "page.sort": "並べ替え",
    "page.unjudged": "確認できなかったホスト (理由別)",
    "page.unjudged-none": "すべてのホストを確認しました。",
    "page.try": "対処",
    "page.trend": "推移",
    "page.trend-about": "各実行で対象としたホストに占める割合です。右端が最新です。",
    "page.trend-table": "数値",
    "page.run": "実行",
    "page.not-reached": "未確認",
    "page.groups": "グループ別",
    "page.groups-about": (
        "インベントリのグループまたは組織単位 (OU) ごとの帯です。長さは各状態のホストの割合を表します。"
    ),
    "page.groups-more": "ほかの {number} グループは省略しました。",
    "page.group": "グループ",
    "page.method": "判定方法と限界",
    "page.method-status": (
        "状態は、サインイン中のユーザーのプライマリ更新トークンについてのもので、そのユーザー自身のセッ"
        "ションまたはイベント ログで"
        "確認しています。HEALTHY は正常、STALE は期間内に更新されていないもの、FAILING はトークンはある"
        "ものの更新に失敗しているもの、"
        "BROKEN は使用できるトークンがないもの、NOT_APPLICABLE はこの参加状態では対象外のものです。ホス"
        "トの状態は、"
        "ユーザーとデバイスのうち最も悪いものです。"
    ),
    "page.method-unknown": (
        "UNKNOWN は推測ではなく、何が足りなかったかを理由で示します。UNREACHABLE、REFUSED、TIMED_OUT、"
        "SKIPPED のホストは"
        "判定しておらず、トークンについては何もわかりません。"
    ),
    "page.method-users": (
        "確認した {visited} 台のうち {with_users} 台でユーザーがサインインしていました ({share} %)。"
    ),
    "page.method-day": (
        "半数に達していません。始業前の実行では使用されていない PC が多くなります。日中の実行も追加してください。"
    ),
    "page.method-time": (
        "トークンとイベントの時刻は各ホストの時計、実行の時刻は実行したコンピューターの現地時刻によるものです。"
    ),
    "page.meta": "この実行について",
    "page.meta-run": "実行",
    "page.meta-version": "バージョン",
    "page.meta-scope": "対象",
    "page.meta-account": "アカウント",
    "page.meta-started": "開始",
    "page.meta-finished": "終了",
    "page.meta-context": "コンテキスト",
    "page.meta-transport": "トランスポート",
    "page.meta-pace": "実行の設定",
    "page.meta-pace-value": "同時に {number} 台、1 台あたり {seconds} 秒",
    "page.meta-weakened": "セキュリティを弱めるオプション",
    "page.meta-exit": "終了コード",
    "page.meta-redacted": "仮名",
    "page.sheet-summary": "概要",
    "page.sheet-causes": "原因",
    "page.sheet-rows": "ホストとユーザー",
    "page.sheet-run": "実行",
}
