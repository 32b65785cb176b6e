"""Made-up inputs of one PC, as help desks get them: no real host, user or tenant."""

import json
from datetime import UTC, datetime

from remote_prt.model import Capture, Context

_TENANT = "5f7e1a52-0c00-4d6e-9d21-1f0a8f6a2b11"

DEVICE = f"""
+----------------------------------------------------------------------+
| Device State                                                         |
+----------------------------------------------------------------------+

             AzureAdJoined : YES
          EnterpriseJoined : NO
              DomainJoined : NO
               Device Name : PC-07

+----------------------------------------------------------------------+
| Device Details                                                       |
+----------------------------------------------------------------------+

                  DeviceId : 3c9f1e0b-91ab-4a5e-8e2a-6f3de1b0a001
          DeviceAuthStatus : SUCCESS

+----------------------------------------------------------------------+
| Tenant Details                                                       |
+----------------------------------------------------------------------+

                  TenantId : {_TENANT}
"""

_SSO = """
+----------------------------------------------------------------------+
| SSO State                                                            |
+----------------------------------------------------------------------+

"""

_REST = """
+----------------------------------------------------------------------+
| Diagnostic Data                                                      |
+----------------------------------------------------------------------+

        AadRecoveryNeeded : NO
   Executing Account Name : AzureAD\\AnnaMüller, anna@contoso.com

For more information, please visit https://www.microsoft.com/aadjerrors
"""

HEALTHY_TEXT = f"""{DEVICE}{_SSO}
                AzureAdPrt : YES
      AzureAdPrtUpdateTime : 2026-01-31 00:10:00.000 UTC
      AzureAdPrtExpiryTime : 2026-02-14 00:10:00.000 UTC
       AzureAdPrtAuthority : https://login.microsoftonline.com/{_TENANT}
             EnterprisePrt : NO
{_REST}"""

BROKEN_TEXT = f"""{DEVICE}{_SSO}
                AzureAdPrt : NO
       AzureAdPrtAuthority : https://login.microsoftonline.com/{_TENANT}
     AcquirePrtDiagnostics : PRESENT
      Previous Prt Attempt : 2026-01-31 00:40:00.000 UTC
            Attempt Status : 0xc000006d
             User Identity : anna@contoso.com
         Server Error Code : invalid_grant
  Server Error Description : AADSTS50126: Error validating credentials due to invalid username or password.
             EnterprisePrt : NO
{_REST}"""

_SYSTEM = """<Event xmlns='http://schemas.microsoft.com/win/2004/08/events/event'><System>
<Provider Name='{provider}'/><EventID>{event_id}</EventID><Version>0</Version><Level>2</Level><Task>101</Task>
<TimeCreated SystemTime='{time}'/><EventRecordID>{record_id}</EventRecordID><Correlation/>
<Execution ProcessID='720' ThreadID='4242'/><Channel>{channel}</Channel><Computer>{computer}</Computer>
<Security UserID='S-1-5-18'/></System><EventData>{data}</EventData></Event>"""


def event_xml(
    event_id: int,
    *,
    computer: str = "PC-07",
    record_id: int = 1,
    time: str = "2026-01-31T01:00:00.1234567Z",
    channel: str = "Microsoft-Windows-AAD/Operational",
    provider: str = "Microsoft-Windows-AAD",
    **data: str,
) -> str:
    """One event as wevtutil writes it."""
    values = "".join(f"<Data Name='{name}'>{value}</Data>" for name, value in data.items())
    return _SYSTEM.format(
        event_id=event_id,
        computer=computer,
        record_id=record_id,
        time=time,
        channel=channel,
        provider=provider,
        data=values,
    )


def capture(name: str) -> Capture:
    """A capture of a visit that found nobody signed in."""
    host = {"ComputerName": name, "ProductType": 1, "ClockUtc": "2026-01-31T01:00:01Z", "OsBuild": "10.0.22631.1"}
    data = {"Get-PrtHostFact": host, "Get-PrtLogonSession": {"Sessions": []}, "Invoke-PrtVisit": {"Completed": True}}
    return Capture(
        computer_name=name,
        address="127.0.1.9",
        started_at=datetime(2026, 1, 31, 1, 0, 0, tzinfo=UTC),
        finished_at=datetime(2026, 1, 31, 1, 0, 3, tzinfo=UTC),
        transport="pypsrp",
        account="LAB\\sweeper",
        context=Context.AUTO,
        script_sha256="0" * 64,
        tool_version="0.1.0",
        records=tuple(json.dumps({"Snippet": snippet, "Ok": True, "Data": part}) for snippet, part in data.items()),
        complete=True,
    )
