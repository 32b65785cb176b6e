# syntax
if ($found) {
    $count = 1
