"""What can stand at the cursor of a console, told without running a line of the app's code.

`lexer`, `place` and `bound` read the text before the cursor; `infer`, `found`, `annotations` and
`proxies` tell which object it speaks of, and `look` is how objects are looked at; `attributes`,
`keys`, `quote`, `modules` and `signature` tell what that object offers, and `match` ranks it.
Where looking tells nothing, `deeper` asks jedi, which `stubs` tell the types in scope.
"""
