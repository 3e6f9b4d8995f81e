"""Accounts: who may sign in, with which rights, over which data.

``rights`` names rights and roles, ``store`` makes and changes accounts and checks passwords,
``sessions`` and ``token`` are what a browser's cookie stands for, ``model`` gives the scope.
"""
