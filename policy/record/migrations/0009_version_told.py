from django.db import migrations

# Whoever listens learns at commit that the version of the record may have changed; see policy/record/known.py.
FORWARD = """
CREATE FUNCTION record_tell_version() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM pg_notify('monazite_version', '');
    RETURN NULL;
END $$;

CREATE TRIGGER record_tell_version AFTER INSERT ON record_revision
    FOR EACH STATEMENT EXECUTE FUNCTION record_tell_version();
CREATE TRIGGER record_tell_version AFTER INSERT OR UPDATE OR DELETE ON policy_dataset
    FOR EACH STATEMENT EXECUTE FUNCTION record_tell_version();
"""
BACKWARD = """
DROP TRIGGER record_tell_version ON policy_dataset;
DROP TRIGGER record_tell_version ON record_revision;
DROP FUNCTION record_tell_version();
"""


class Migration(migrations.Migration):
    dependencies = [("record", "0008_search_form")]
    operations = [migrations.RunSQL(FORWARD, BACKWARD)]
