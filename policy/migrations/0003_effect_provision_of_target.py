from django.db import migrations

# An effect names a provision of its own target: a foreign key over both columns holds it.
FORWARD = """
ALTER TABLE policy_provision ADD CONSTRAINT policy_provision_id_measure UNIQUE (id, measure_id);
ALTER TABLE policy_effect ADD CONSTRAINT policy_effect_provision_of_target
    FOREIGN KEY (provision_id, target_id) REFERENCES policy_provision (id, measure_id) DEFERRABLE INITIALLY DEFERRED;
"""
BACKWARD = """
ALTER TABLE policy_effect DROP CONSTRAINT policy_effect_provision_of_target;
ALTER TABLE policy_provision DROP CONSTRAINT policy_provision_id_measure;
"""


class Migration(migrations.Migration):
    dependencies = [("policy", "0002_editorial_tables")]
    operations = [migrations.RunSQL(FORWARD, BACKWARD)]
