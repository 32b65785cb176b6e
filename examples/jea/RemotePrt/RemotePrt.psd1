@{
    RootModule = 'RemotePrt.psm1'
    ModuleVersion = '0.1.0'
    GUID = '6d8c5b1e-3f0a-4c57-9a41-5d1f0e7b2c90'
    Author = 'the remote_prt maintainers'
    Description = 'Collects what remote_prt needs to judge the Entra primary refresh tokens of this PC.'
    PowerShellVersion = '5.1'
    CompatiblePSEditions = @('Desktop', 'Core')
    FunctionsToExport = @('Invoke-PrtVisit', 'Get-PrtLogState', 'Invoke-PrtRefresh', 'Set-PrtLogState')
    CmdletsToExport = @()
    VariablesToExport = @()
    AliasesToExport = @()
    PrivateData = @{
        VisitSha256 = '9624c262c3b6d058c9b3fa120dcd4111a7a7b79f21ee4e08243f5f10ee7138d4'
    }
}
