"""How open error pages follow the app: told when it is served anew, they load or send again."""
