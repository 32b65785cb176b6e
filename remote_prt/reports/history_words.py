"""Words of `history` and `diff`; statuses and ids of causes are the same in every language."""

TEXTS: dict[str, dict[str, str]] = {
    "en": {
        "runs": "Run {newer} of {newer_at}, compared with {older} of {older_at}",
        "scope": "Hosts: {scope}",
        "new": "New",
        "changed_cause": "Other cause",
        "flapping": "Flapping",
        "fixed": "Fixed",
        "still": "Still",
        "not_seen": "Not seen",
        "nothing": "Nothing is new, fixed or as bad as before.",
        "host": "(host)",
        "was": "was {before}",
        "first": "first seen",
        "last": "last seen",
        "runs_of": "runs",
    },
    "ja": {
        "runs": "実行 {newer} ({newer_at}) を {older} ({older_at}) と比較",
        "scope": "ホスト: {scope}",
        "new": "新規",
        "changed_cause": "原因の変化",
        "flapping": "不安定 (正常と異常の繰り返し)",
        "fixed": "解消",
        "still": "継続",
        "not_seen": "確認できず",
        "nothing": "新規、解消、継続はありません。",
        "host": "(ホスト)",
        "was": "前回 {before}",
        "first": "初回",
        "last": "最終",
        "runs_of": "実行数",
    },
}


def say(language: str, key: str, **values: object) -> str:
    """The text of that key, in English where a language has none."""
    text = TEXTS.get(language, TEXTS["en"])[key]
    return text.format_map(values) if values else text
