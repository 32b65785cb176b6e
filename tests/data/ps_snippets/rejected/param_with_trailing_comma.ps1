# syntax
param(
    [string]$Name,
)
