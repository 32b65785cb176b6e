"""What happens on a simulated host when somebody traces there."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class TraceStory:
    """How traces go on this host, and how large they become."""

    megabytes: float = 1.0  #: of the largest file a trace leaves, in millions of bytes
    free_gigabytes: float = 80.0  #: on the drive of Windows; negative: the host does not say
    start_exit: int = 0  #: what netsh or Start-auth.ps1 ends with; 1: another session runs already
    stop_exit: int = 0  #: the same of stopping
    has_scripts: bool = True  #: the archive of the Auth scripts holds them
    ttd: str = ""  #: where TTD.exe lies; "" = nowhere
    lsass_id: int = 700
    is_protected: bool = False  #: LSA protection is on
    hash_lies: bool = False  #: the SHA-256 that is told is that of another file
    sends_more: bool = False  #: files go on after the length that was told
    tells_names: tuple[str, ...] = ()  #: instead of the honest names of files
    stays: bool = False  #: its folder cannot be removed
