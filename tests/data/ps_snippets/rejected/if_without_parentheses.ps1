# syntax
if $found {
    $found
}
