"""What can stand at the cursor of a console, told without running a line of the application's code.

`lexer` and `place` read the text before the cursor; `look` and `infer` find the object it speaks
of; `attributes`, `keys`, `modules` and `signature` tell what that object offers; `match` ranks it.
"""
