# syntax
function {
    1
}
