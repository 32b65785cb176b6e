# syntax
$data = @{
    State =
}
