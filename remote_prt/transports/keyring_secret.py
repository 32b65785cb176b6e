"""Passwords from the keyring of the operating system: Credential Manager, Keychain, Secret Service (extra `secrets`).

The entry is found by a service name of the caller's choice and the account's name, as `keyring set SERVICE ACCOUNT`
makes it. Nothing is ever written. The only importer of keyring.
"""

from remote_prt.errors import SecretUnavailable


def password_from_keyring(service: str, principal: str) -> str:
    """The password that the keyring keeps for an account.

    Raises:
        SecretUnavailable: keyring is not installed, has no backend here, is locked, or has no such entry.
    """
    try:
        import keyring  # noqa: PLC0415  an extra
        from keyring.backends import fail  # noqa: PLC0415  an extra
        from keyring.errors import KeyringError  # noqa: PLC0415  an extra
    except ImportError as missing:
        raise SecretUnavailable(
            "--keyring needs the Python package keyring", "pip install 'remote_prt[secrets]'"
        ) from missing
    if isinstance(keyring.get_keyring(), fail.Keyring):
        raise SecretUnavailable(
            "this machine has no keyring that can be read", "use --password-file or a Kerberos ticket"
        )
    try:
        password = keyring.get_password(service, principal)
    except (KeyringError, OSError, RuntimeError) as error:  # what a backend says may hold anything: it is not repeated
        raise SecretUnavailable(
            f"the keyring cannot be read ({type(error).__name__})", "unlock it, or use --password-file"
        ) from None
    if not password:
        raise SecretUnavailable(
            f"the keyring has no password of {principal} for {service}",
            f"keyring set {service} '{principal}'",
        )
    return password
