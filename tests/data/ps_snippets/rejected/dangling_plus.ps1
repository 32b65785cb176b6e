# syntax
$sum = 1 +
