from django.db import migrations

# The record is append-only: the database refuses whatever isn't the next revision, or closing a superseded one once.
FORWARD = """
CREATE FUNCTION record_refuse() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'the record is append-only: % of % is refused', TG_OP, TG_TABLE_NAME
        USING ERRCODE = 'restrict_violation';
END $$;

CREATE FUNCTION record_close_once() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    closed record_revision := OLD;
BEGIN
    closed.superseded_at := NEW.superseded_at;
    IF OLD.superseded_at IS NOT NULL OR NEW.superseded_at IS NULL OR closed IS DISTINCT FROM NEW THEN
        RAISE EXCEPTION 'the record is append-only: revision % may only be superseded, once', OLD.seq
            USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END $$;

CREATE FUNCTION record_next_in_chain() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    last record_revision;
BEGIN
    SELECT * INTO last FROM record_revision ORDER BY seq DESC LIMIT 1;
    IF NEW.seq <> coalesce(last.seq, 0) + 1
        OR NEW.previous_sha256 <> coalesce(last.sha256, '')
        OR NEW.published_at < coalesce(last.published_at, NEW.published_at) THEN
        RAISE EXCEPTION 'the record is append-only: revision % does not follow revision %', NEW.seq, coalesce(last.seq, 0)
            USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END $$;

CREATE TRIGGER record_next_in_chain BEFORE INSERT ON record_revision
    FOR EACH ROW EXECUTE FUNCTION record_next_in_chain();
CREATE TRIGGER record_close_once BEFORE UPDATE ON record_revision
    FOR EACH ROW EXECUTE FUNCTION record_close_once();
CREATE TRIGGER record_no_delete BEFORE DELETE ON record_revision
    FOR EACH ROW EXECUTE FUNCTION record_refuse();
CREATE TRIGGER record_no_truncate BEFORE TRUNCATE ON record_revision
    FOR EACH STATEMENT EXECUTE FUNCTION record_refuse();
"""
BACKWARD = """
DROP TRIGGER record_no_truncate ON record_revision;
DROP TRIGGER record_no_delete ON record_revision;
DROP TRIGGER record_close_once ON record_revision;
DROP TRIGGER record_next_in_chain ON record_revision;
DROP FUNCTION record_next_in_chain();
DROP FUNCTION record_close_once();
DROP FUNCTION record_refuse();
"""


class Migration(migrations.Migration):
    dependencies = [("record", "0001_revisions")]
    operations = [migrations.RunSQL(FORWARD, BACKWARD)]
