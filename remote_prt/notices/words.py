"""What a notice says beside the words of reports."""

_EN = {
    "first": "first run of these hosts: nothing to compare with yet",
    "unknown-change": "what has changed is not known: the history could not be read",
    "new": "New", "fixed": "Fixed", "changed": "Other cause", "flapping": "Flapping, turned since the last run",
    "gone": "No longer asked for",
    "since": "Since the last run ({at})",
    "thresholds": "Thresholds reached",
    "threshold": "{name}: {part} of {whole}",
    "causes": "Causes",
    "cause": "{hosts} x {title}: {step}",
    "unjudged": "Not judged",
    "trouble": "The run itself",
    "trouble.5": "stopped so that no account gets locked out",
    "trouble.6": "stopped by --deadline or --max-fail before all hosts were visited",
    "trouble.70": "an internal error of the tool",
    "trouble.130": "interrupted",
    "trouble.143": "ended by a signal",
    "report": "Report",
    "run": "run {run}",
    "again": "visit again: {command}",
    "digest": "Quiet runs since {day}",
    "digest-subject": "[remote_prt] {scope} | quiet: {runs} runs without news | {day}",
    "quiet-run": "{at}: {bad} broken or failing, {judged} of {asked} judged",
    "more": "… {number} more lines; the report has them all",
    "some": "{number} more causes",
    "test-subject": "[remote_prt] test message: nothing is wrong",
    "test": "This is a test of {file} on {machine}. If you can read it, notices reach you.",
    "failed-subject": "[remote_prt] {scope} | the run did not begin | {day}",
    "not-begun-redacted": "No host was visited. Why stands in the log of the run.",
}  # fmt: skip

_JA = {
    "first": "このホスト指定では初めての実行です。比較対象はまだありません",
    "unknown-change": "履歴を読み取れなかったため、変化は不明です",
    "new": "新規",
    "fixed": "解消",
    "changed": "原因が変化",
    "flapping": "不安定 (前回から反転)",
    "gone": "対象から外れたもの",
    "since": "前回の実行 ({at}) からの変化",
    "thresholds": "しきい値に到達",
    "threshold": "{name}: {whole} のうち {part}",
    "causes": "原因",
    "cause": "{hosts} 台 {title}: {step}",
    "unjudged": "判定できなかったホスト",
    "trouble": "実行そのものの問題",
    "trouble.5": "アカウントのロックアウトを防ぐため停止しました",
    "trouble.6": "--deadline または --max-fail により、全ホストを訪問する前に停止しました",
    "trouble.70": "ツールの内部エラー",
    "trouble.130": "中断されました",
    "trouble.143": "シグナルにより終了しました",
    "report": "レポート",
    "run": "実行 {run}",
    "again": "再訪問: {command}",
    "digest": "{day} 以降の変化のない実行",
    "digest-subject": "[remote_prt] {scope} | 変化なし: {runs} 回の実行 | {day}",
    "quiet-run": "{at}: BROKEN/FAILING {bad} 台、{asked} 台中 {judged} 台を判定",
    "more": "… ほかに {number} 行。すべてはレポートにあります",
    "some": "ほかに {number} 件の原因",
    "test-subject": "[remote_prt] テスト通知: 異常はありません",
    "test": "{machine} の {file} のテストです。これが読めれば通知は届いています。",
    "failed-subject": "[remote_prt] {scope} | 実行を開始できませんでした | {day}",
    "not-begun-redacted": "どのホストにも接続していません。理由は実行のログにあります。",
}

TEXTS = {"en": _EN, "ja": _JA}


def say(language: str, key: str, **values: object) -> str:
    """The text of that key in a language; values are never read as patterns."""
    return TEXTS.get(language, _EN)[key].format_map(values)
