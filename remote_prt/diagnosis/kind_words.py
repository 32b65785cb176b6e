"""The words of the closed sets that people read, per language: cause classes, kinds of codes, sessions, steps.

English readers read the member's own value, which is a word. Programs always read the value: JSON and CSV say
`device-disabled-or-deleted` in every language. Where a Japanese reader may have to search for the value, it stands in
brackets behind the word (`spoken_with_value`).
"""

from collections.abc import Mapping
from enum import StrEnum
from typing import Final

from remote_prt.diagnosis.finding import EvidenceReference

#: By the name of the set: two sets may share a value, and importing them all would cost `explain` its start.
JAPANESE: Final[Mapping[str, Mapping[str, str]]] = {
    "CauseClass": {
        "wrong-session": "別のセッション",
        "device-disabled-or-deleted": "デバイスの無効化または削除",
        "network": "ネットワーク",
        "idle": "更新の機会なし",
        "password-or-sync": "パスワードまたは同期",
        "join-race": "参加処理の未完了",
        "federation": "フェデレーション",
        "upn": "ユーザー プリンシパル名",
        "tpm-or-key": "TPM またはキー",
        "broker": "トークン ブローカー",
        "vdi-clone": "VDI または複製",
        "dual-state": "参加と登録の二重状態",
        "policy": "ポリシー",
        "clock": "時計のずれ",
        "altered-response": "応答の改変",
        "not-applicable": "対象外",
        "other": "その他",
    },
    "CodeClass": {
        "success": "成功",
        "NTSTATUS": "状態コード (NTSTATUS)",
        "CloudAP plug-in": "CloudAP プラグイン",
        "XML parser": "XML パーサー",
        "WAM/ADAL token broker": "トークン ブローカー (WAM/ADAL)",
        "WinHTTP network stack": "ネットワーク スタック (WinHTTP)",
        "HTTP status": "HTTP 状態コード",
        "device registration": "デバイス登録",
        "TPM, certificate or key": "TPM、証明書、またはキー",
        "WinRM": "リモート管理 (WinRM)",
        "Win32": "Windows のシステム エラー (Win32)",
        "HRESULT": "Windows の結果コード (HRESULT)",
        "Entra server": "Microsoft Entra のサーバー",
        "federation server": "フェデレーション サーバー",
    },
    "AttemptPhase": {
        "realm-discovery": "ユーザー領域の検出",
        "federation-metadata": "フェデレーション メタデータ (MEX) の取得",
        "ws-trust": "WS-Trust エンドポイントへの要求",
        "nonce": "nonce の取得",
        "token-request": "トークンの要求",
        "keys": "キーの使用",
    },
    "AttemptKind": {
        "acquire": "取得",
        "refresh": "更新",
        "enterprise-acquire": "EnterprisePrt の取得",
        "enterprise-refresh": "EnterprisePrt の更新",
    },
    "AttemptSource": {
        "dsregcmd": "dsregcmd の診断欄",
        "summary": "要約イベント (1250-1253)",
        "bracket": "分析ログの開始から終了まで",
        "cluster": "操作ログの関連するエラー",
    },
    "SessionKind": {"user": "ユーザー", "caller": "呼び出し元", "system": "システム", "stated": "申告"},
    "SessionState": {"active": "使用中", "locked": "ロック中", "disconnected": "切断", "unknown": "不明"},
    "JoinType": {
        "entra": "Microsoft Entra 参加",
        "hybrid": "ハイブリッド参加",
        "registered": "登録のみ",
        "domain": "ドメイン参加",
        "on-premises": "オンプレミス参加",
        "none": "未参加",
        "unknown": "不明",
    },
    "Phase": {
        "resolve": "名前解決",
        "connect": "接続",
        "tls": "TLS 接続",
        "authenticate": "認証",
        "shell": "シェルの作成",
        "run": "実行",
        "close": "切断",
    },
    "Severity": {"error": "エラー", "warning": "警告", "info": "情報"},
    "Confidence": {"certain": "確実", "likely": "可能性が高い", "possible": "可能性あり"},
}

#: The words of evidence that are ours and not a log's, a row's or a field's.
EVIDENCE_JAPANESE: Final[Mapping[str, str]] = {
    "attempt": "試行",
    "failing step": "失敗した手順",
    "session": "セッション",
    "user": "ユーザー",
    "host": "ホスト",
    "name that was called": "接続先として指定した名前",
    "context": "コンテキスト",
    "OS build": "OS ビルド",
    "clock minus controller clock": "時計の差 (実行元との比較)",
    "last sign-in or unlock": "最後のサインインまたはロック解除",
}


def spoken(member: StrEnum, language: str) -> str:
    """The member as a reader of that language says it; its value where there is no other word."""
    return member.value if language != "ja" else JAPANESE.get(type(member).__name__, {}).get(member.value, member.value)


def spoken_with_value(member: StrEnum, language: str) -> str:
    """The member's word with its value in brackets, where the two differ: `ネットワーク [network]`."""
    return _with_value(spoken(member, language), member.value)


def told_evidence(reference: EvidenceReference, language: str) -> EvidenceReference:
    """The reference with words of ours in that language; what a host printed, and names of logs and rows, stay."""
    if language != "ja":
        return reference
    source, where, value = reference.source, reference.where, reference.value
    if source == "attempt":
        value = _with_value(JAPANESE["AttemptPhase"].get(value, value), value)
    if source == "session":
        where = _with_value(JAPANESE["SessionKind"].get(where, where), where)
    return EvidenceReference(
        _with_value(EVIDENCE_JAPANESE.get(source, source), source),
        _with_value(EVIDENCE_JAPANESE.get(where, where), where),
        value,
    )


def _with_value(word: str, value: str) -> str:
    return word if value in word else f"{word} [{value}]"
