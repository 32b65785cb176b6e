# syntax
[int]$number = [int
