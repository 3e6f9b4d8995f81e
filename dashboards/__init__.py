"""The pages: one server, one sign-in, sets of pages chosen by rights."""
