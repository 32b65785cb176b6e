@{
    RootModule = 'RemotePrt.psm1'
    ModuleVersion = '0.1.0'
    GUID = '0f0c8c1f-4e3b-4f0e-8d0e-6a3b9d1c7e52'
    Author = 'the remote_prt maintainers'
    Description = 'Runs remote_prt: are the Entra primary refresh tokens of these hosts healthy, why not, and what to do.'
    PowerShellVersion = '5.1'
    CompatiblePSEditions = @('Desktop', 'Core')
    FunctionsToExport = @('Invoke-RemotePrt', 'Get-RemotePrtHistory', 'Compare-RemotePrtRun')
    CmdletsToExport = @()
    VariablesToExport = @()
    AliasesToExport = @()
}
