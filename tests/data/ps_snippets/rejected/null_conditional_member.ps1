# syntax
$length = ${text}?.Length
