# syntax
switch ($state) {
    1 { 'one' }
    2
}
