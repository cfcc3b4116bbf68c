"""What a user can do, as typed values: menus, keys, help, tool tips and the command palette are made from them."""
