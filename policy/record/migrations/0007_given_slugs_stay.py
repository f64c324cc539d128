from django.db import migrations

# A slug that was given to another one in public leads there for ever: nothing else is called by it again.
FORWARD = """
CREATE FUNCTION record_refuse_replaced_slug() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (SELECT FROM record_revision WHERE slug = NEW.slug AND replaced_by <> '') THEN
        RAISE EXCEPTION 'the record is append-only: % leads to another event for ever', NEW.slug
            USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END $$;

CREATE FUNCTION policy_refuse_replaced_event_slug() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (SELECT FROM record_revision WHERE slug = NEW.slug AND replaced_by <> '') THEN
        RAISE EXCEPTION 'The address of % leads to another event for ever.', NEW.slug
            USING ERRCODE = 'unique_violation', CONSTRAINT = 'policy_event_slug_not_replaced';
    END IF;
    RETURN NEW;
END $$;

CREATE FUNCTION policy_refuse_replaced_actor_slug() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (SELECT FROM record_formerslug WHERE "table" = 'actor' AND slug = NEW.slug) THEN
        RAISE EXCEPTION 'The address of % leads to another actor for ever.', NEW.slug
            USING ERRCODE = 'unique_violation', CONSTRAINT = 'policy_actor_slug_not_replaced';
    END IF;
    RETURN NEW;
END $$;

CREATE TRIGGER record_slug_not_replaced BEFORE INSERT ON record_revision
    FOR EACH ROW EXECUTE FUNCTION record_refuse_replaced_slug();
CREATE TRIGGER policy_new_slug_not_replaced BEFORE INSERT ON policy_event
    FOR EACH ROW EXECUTE FUNCTION policy_refuse_replaced_event_slug();
CREATE TRIGGER policy_slug_not_replaced BEFORE UPDATE OF slug ON policy_event
    FOR EACH ROW WHEN (OLD.slug <> NEW.slug) EXECUTE FUNCTION policy_refuse_replaced_event_slug();
CREATE TRIGGER policy_new_slug_not_replaced BEFORE INSERT ON policy_actor
    FOR EACH ROW EXECUTE FUNCTION policy_refuse_replaced_actor_slug();
CREATE TRIGGER policy_slug_not_replaced BEFORE UPDATE OF slug ON policy_actor
    FOR EACH ROW WHEN (OLD.slug <> NEW.slug) EXECUTE FUNCTION policy_refuse_replaced_actor_slug();
CREATE TRIGGER record_no_change BEFORE UPDATE OR DELETE ON record_formerslug
    FOR EACH ROW EXECUTE FUNCTION record_refuse();
CREATE TRIGGER record_no_truncate BEFORE TRUNCATE ON record_formerslug
    FOR EACH STATEMENT EXECUTE FUNCTION record_refuse();
"""
BACKWARD = """
DROP TRIGGER record_no_truncate ON record_formerslug;
DROP TRIGGER record_no_change ON record_formerslug;
DROP TRIGGER policy_slug_not_replaced ON policy_actor;
DROP TRIGGER policy_new_slug_not_replaced ON policy_actor;
DROP TRIGGER policy_slug_not_replaced ON policy_event;
DROP TRIGGER policy_new_slug_not_replaced ON policy_event;
DROP TRIGGER record_slug_not_replaced ON record_revision;
DROP FUNCTION policy_refuse_replaced_actor_slug();
DROP FUNCTION policy_refuse_replaced_event_slug();
DROP FUNCTION record_refuse_replaced_slug();
"""


class Migration(migrations.Migration):
    dependencies = [("record", "0006_replaced_addresses")]
    operations = [migrations.RunSQL(FORWARD, BACKWARD)]
