def check_folder(**kw): return []
