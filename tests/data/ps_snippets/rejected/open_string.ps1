# syntax
$name = "never closed
