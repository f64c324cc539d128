def groups(schema):
    return []


def schemas(schema):
    return []
