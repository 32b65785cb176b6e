# syntax
foreach ($one $all) {
    $one
}
