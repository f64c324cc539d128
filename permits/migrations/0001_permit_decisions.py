import django.contrib.postgres.fields
import django.db.models.deletion
import django.db.models.lookups
import pgtrigger.compiler
import pgtrigger.migrations
import policy.models.constraints
import policy.models.fields
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('pghistory', '0007_auto_20250421_0444'),
        ('policy', '0002_editorial_tables'),
    ]

    operations = [
        migrations.CreateModel(
            name='PermitDecision',
            fields=[
                ('event_ptr', models.OneToOneField(auto_created=True, on_delete=django.db.models.deletion.CASCADE, parent_link=True, primary_key=True, serialize=False, to='policy.event')),
                ('outcome', policy.models.fields.ChoiceField(choices=[('approved', 'approved'), ('approved_temporary', 'approved, temporary'), ('general_licence', 'general licence'), ('denied', 'denied'), ('returned', 'returned'), ('pending', 'pending'), ('revoked', 'revoked')], max_length=40)),
                ('licence_type', policy.models.fields.ChoiceField(blank=True, choices=[('individual', 'individual'), ('general', 'general'), ('validated_end_user', 'validated end user'), ('registration', 'registration')], default='', max_length=40)),
                ('count_kind', policy.models.fields.ChoiceField(choices=[('exact', 'exactly'), ('at_least', 'at least'), ('approximately', 'approximately'), ('unspecified', 'number not stated')], default='unspecified', max_length=40, verbose_name='count')),
                ('count_value', models.PositiveIntegerField(blank=True, null=True, verbose_name='number of permits')),
                ('applications_kind', policy.models.fields.ChoiceField(blank=True, choices=[('exact', 'exactly'), ('at_least', 'at least'), ('approximately', 'approximately'), ('unspecified', 'number not stated')], default='', max_length=40, verbose_name='applications')),
                ('applications_value', models.PositiveIntegerField(blank=True, null=True, verbose_name='number of applications')),
                ('beneficiary_text', models.CharField(blank=True, default='', max_length=300, verbose_name='beneficiaries, in words')),
                ('sectors', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=80), blank=True, default=list, help_text='Separated by commas.', size=None)),
                ('destinations', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=3), blank=True, default=list, help_text='Country codes separated by commas, EU for the European Union, or all.', size=None)),
                ('valid_from', policy.models.fields.PartialDateField(blank=True, help_text='First day, inclusive.', null=True)),
                ('valid_to', policy.models.fields.PartialDateField(blank=True, help_text='Last day, inclusive.', null=True)),
                ('validity_text', models.CharField(blank=True, default='', max_length=200, verbose_name='validity as stated')),
                ('authority', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='permit_decisions', to='policy.actor')),
                ('beneficiaries', policy.models.fields.OrderedManyToManyField(blank=True, related_name='permits', to='policy.actor')),
                ('items', policy.models.fields.OrderedManyToManyField(blank=True, related_name='permits', to='policy.controlleditem')),
                ('materials', policy.models.fields.OrderedManyToManyField(blank=True, related_name='permits', to='policy.material')),
                ('under', policy.models.fields.OrderedManyToManyField(blank=True, help_text='Measures it was granted under.', related_name='permits_granted', to='policy.measure')),
            ],
            options={
                'verbose_name': 'permit decision',
                'constraints': [models.CheckConstraint(condition=models.Q(models.Q(models.Q(('count_kind__in', ['', 'unspecified']), _negated=True), ('count_value__isnull', False)), models.Q(('count_kind__in', ['unspecified']), ('count_value__isnull', True)), _connector='OR'), name='permits_count_value_unless_unspecified', violation_error_message="A count has a value exactly when it isn't unspecified."), models.CheckConstraint(condition=models.Q(models.Q(models.Q(('applications_kind__in', ['', 'unspecified']), _negated=True), ('applications_value__isnull', False)), models.Q(('applications_kind__in', ['', 'unspecified']), ('applications_value__isnull', True)), _connector='OR'), name='permits_applications_value_unless_unspecified', violation_error_message="A count has a value exactly when it isn't unspecified."), models.CheckConstraint(condition=models.Q(('valid_from__isnull', True), ('valid_to__isnull', True), django.db.models.lookups.LessThanOrEqual(policy.models.constraints.Truncated('valid_from', 'valid_to'), policy.models.constraints.Truncated('valid_to', 'valid_from')), _connector='OR'), name='permits_permitdecision_valid_from_valid_to_order', violation_error_message='A permit cannot end before it begins.'), models.CheckConstraint(condition=models.Q(policy.models.constraints.EachMatches('destinations', '^([A-Z]{2}|all)$')), name='permits_permitdecision_destinations_format', violation_error_message='A destination is a country code in capitals, EU, or all.')],
            },
            bases=('policy.event',),
        ),
        migrations.CreateModel(
            name='PermitBeneficiary',
            fields=[
            ],
            options={
                'proxy': True,
            },
            bases=('permits.permitdecision_beneficiaries',),
        ),
        migrations.CreateModel(
            name='PermitBeneficiaryHistory',
            fields=[
                ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('id', models.BigIntegerField()),
                ('actor', models.ForeignKey(db_constraint=False, db_tablespace='', on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='policy.actor')),
                ('pgh_context', models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context')),
                ('permitdecision', models.ForeignKey(db_constraint=False, db_tablespace='', on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='permits.permitdecision')),
                ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='%(class)s_rows', to='permits.permitbeneficiary')),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='PermitDecisionHistory',
            fields=[
                ('event_ptr', models.ForeignKey(auto_created=True, db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, parent_link=True, related_name='+', related_query_name='+', serialize=False, to='policy.event')),
                ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('outcome', policy.models.fields.ChoiceField(choices=[('approved', 'approved'), ('approved_temporary', 'approved, temporary'), ('general_licence', 'general licence'), ('denied', 'denied'), ('returned', 'returned'), ('pending', 'pending'), ('revoked', 'revoked')], max_length=40)),
                ('licence_type', policy.models.fields.ChoiceField(blank=True, choices=[('individual', 'individual'), ('general', 'general'), ('validated_end_user', 'validated end user'), ('registration', 'registration')], default='', max_length=40)),
                ('count_kind', policy.models.fields.ChoiceField(choices=[('exact', 'exactly'), ('at_least', 'at least'), ('approximately', 'approximately'), ('unspecified', 'number not stated')], default='unspecified', max_length=40, verbose_name='count')),
                ('count_value', models.PositiveIntegerField(blank=True, null=True, verbose_name='number of permits')),
                ('applications_kind', policy.models.fields.ChoiceField(blank=True, choices=[('exact', 'exactly'), ('at_least', 'at least'), ('approximately', 'approximately'), ('unspecified', 'number not stated')], default='', max_length=40, verbose_name='applications')),
                ('applications_value', models.PositiveIntegerField(blank=True, null=True, verbose_name='number of applications')),
                ('beneficiary_text', models.CharField(blank=True, default='', max_length=300, verbose_name='beneficiaries, in words')),
                ('sectors', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=80), blank=True, default=list, help_text='Separated by commas.', size=None)),
                ('destinations', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=3), blank=True, default=list, help_text='Country codes separated by commas, EU for the European Union, or all.', size=None)),
                ('valid_from', policy.models.fields.PartialDateField(blank=True, help_text='First day, inclusive.', null=True)),
                ('valid_to', policy.models.fields.PartialDateField(blank=True, help_text='Last day, inclusive.', null=True)),
                ('validity_text', models.CharField(blank=True, default='', max_length=200, verbose_name='validity as stated')),
                ('authority', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='policy.actor')),
                ('pgh_context', models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context')),
                ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='%(class)s_rows', to='permits.permitdecision')),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='PermitItem',
            fields=[
            ],
            options={
                'proxy': True,
            },
            bases=('permits.permitdecision_items',),
        ),
        migrations.CreateModel(
            name='PermitItemHistory',
            fields=[
                ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('id', models.BigIntegerField()),
                ('controlleditem', models.ForeignKey(db_constraint=False, db_tablespace='', on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='policy.controlleditem')),
                ('permitdecision', models.ForeignKey(db_constraint=False, db_tablespace='', on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='permits.permitdecision')),
                ('pgh_context', models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context')),
                ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='%(class)s_rows', to='permits.permititem')),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='PermitMaterial',
            fields=[
            ],
            options={
                'proxy': True,
            },
            bases=('permits.permitdecision_materials',),
        ),
        migrations.CreateModel(
            name='PermitMaterialHistory',
            fields=[
                ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('id', models.BigIntegerField()),
                ('material', models.ForeignKey(db_constraint=False, db_tablespace='', on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='policy.material')),
                ('permitdecision', models.ForeignKey(db_constraint=False, db_tablespace='', on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='permits.permitdecision')),
                ('pgh_context', models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context')),
                ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='%(class)s_rows', to='permits.permitmaterial')),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='PermitMeasure',
            fields=[
            ],
            options={
                'proxy': True,
            },
            bases=('permits.permitdecision_under',),
        ),
        migrations.CreateModel(
            name='PermitMeasureHistory',
            fields=[
                ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('id', models.BigIntegerField()),
                ('measure', models.ForeignKey(db_constraint=False, db_tablespace='', on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='policy.measure')),
                ('permitdecision', models.ForeignKey(db_constraint=False, db_tablespace='', on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='permits.permitdecision')),
                ('pgh_context', models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context')),
                ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='%(class)s_rows', to='permits.permitmeasure')),
            ],
            options={
                'abstract': False,
            },
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='permitdecision',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "permits_permitdecisionhistory" ("applications_kind", "applications_value", "authority_id", "beneficiary_text", "count_kind", "count_value", "destinations", "event_ptr_id", "licence_type", "outcome", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "sectors", "valid_from", "valid_to", "validity_text") VALUES (NEW."applications_kind", NEW."applications_value", NEW."authority_id", NEW."beneficiary_text", NEW."count_kind", NEW."count_value", NEW."destinations", NEW."event_ptr_id", NEW."licence_type", NEW."outcome", _pgh_attach_context(), NOW(), \'insert\', NEW."event_ptr_id", NEW."sectors", NEW."valid_from", NEW."valid_to", NEW."validity_text"); RETURN NULL;', hash='e0cdeb42843a282142287231ff4f47cd6220ad1f', operation='INSERT', pgid='pgtrigger_insert_insert_d7081', table='permits_permitdecision', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='permitdecision',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD."applications_kind" IS DISTINCT FROM (NEW."applications_kind") OR OLD."applications_value" IS DISTINCT FROM (NEW."applications_value") OR OLD."authority_id" IS DISTINCT FROM (NEW."authority_id") OR OLD."beneficiary_text" IS DISTINCT FROM (NEW."beneficiary_text") OR OLD."count_kind" IS DISTINCT FROM (NEW."count_kind") OR OLD."count_value" IS DISTINCT FROM (NEW."count_value") OR OLD."destinations" IS DISTINCT FROM (NEW."destinations") OR OLD."event_ptr_id" IS DISTINCT FROM (NEW."event_ptr_id") OR OLD."licence_type" IS DISTINCT FROM (NEW."licence_type") OR OLD."outcome" IS DISTINCT FROM (NEW."outcome") OR OLD."sectors" IS DISTINCT FROM (NEW."sectors") OR OLD."valid_from" IS DISTINCT FROM (NEW."valid_from") OR OLD."valid_to" IS DISTINCT FROM (NEW."valid_to") OR OLD."validity_text" IS DISTINCT FROM (NEW."validity_text"))', func='INSERT INTO "permits_permitdecisionhistory" ("applications_kind", "applications_value", "authority_id", "beneficiary_text", "count_kind", "count_value", "destinations", "event_ptr_id", "licence_type", "outcome", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "sectors", "valid_from", "valid_to", "validity_text") VALUES (NEW."applications_kind", NEW."applications_value", NEW."authority_id", NEW."beneficiary_text", NEW."count_kind", NEW."count_value", NEW."destinations", NEW."event_ptr_id", NEW."licence_type", NEW."outcome", _pgh_attach_context(), NOW(), \'update\', NEW."event_ptr_id", NEW."sectors", NEW."valid_from", NEW."valid_to", NEW."validity_text"); RETURN NULL;', hash='d2ce533ace6860ff9b8a35a5e36574bd3c24383b', operation='UPDATE', pgid='pgtrigger_update_update_f199e', table='permits_permitdecision', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='permitdecision',
            trigger=pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "permits_permitdecisionhistory" ("applications_kind", "applications_value", "authority_id", "beneficiary_text", "count_kind", "count_value", "destinations", "event_ptr_id", "licence_type", "outcome", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "sectors", "valid_from", "valid_to", "validity_text") VALUES (OLD."applications_kind", OLD."applications_value", OLD."authority_id", OLD."beneficiary_text", OLD."count_kind", OLD."count_value", OLD."destinations", OLD."event_ptr_id", OLD."licence_type", OLD."outcome", _pgh_attach_context(), NOW(), \'delete\', OLD."event_ptr_id", OLD."sectors", OLD."valid_from", OLD."valid_to", OLD."validity_text"); RETURN NULL;', hash='d8c315b000220050f690cf1b17299aef680fcc94', operation='DELETE', pgid='pgtrigger_delete_delete_3632f', table='permits_permitdecision', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='permitbeneficiary',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "permits_permitbeneficiaryhistory" ("actor_id", "id", "permitdecision_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id") VALUES (NEW."actor_id", NEW."id", NEW."permitdecision_id", _pgh_attach_context(), NOW(), \'insert\', NEW."id"); RETURN NULL;', hash='2643f0a170f42858e9f1cbb6a2ade1ad2e6bd0b7', operation='INSERT', pgid='pgtrigger_insert_insert_5c0b5', table='permits_permitdecision_beneficiaries', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='permitbeneficiary',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "permits_permitbeneficiaryhistory" ("actor_id", "id", "permitdecision_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id") VALUES (NEW."actor_id", NEW."id", NEW."permitdecision_id", _pgh_attach_context(), NOW(), \'update\', NEW."id"); RETURN NULL;', hash='363e257ca7372b688b7aafd69b49f42063e448ad', operation='UPDATE', pgid='pgtrigger_update_update_4cebe', table='permits_permitdecision_beneficiaries', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='permitbeneficiary',
            trigger=pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "permits_permitbeneficiaryhistory" ("actor_id", "id", "permitdecision_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id") VALUES (OLD."actor_id", OLD."id", OLD."permitdecision_id", _pgh_attach_context(), NOW(), \'delete\', OLD."id"); RETURN NULL;', hash='7ceb7cc645257bad78fd2a66e4c9f9b1c6d3e674', operation='DELETE', pgid='pgtrigger_delete_delete_8761f', table='permits_permitdecision_beneficiaries', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='permititem',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "permits_permititemhistory" ("controlleditem_id", "id", "permitdecision_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id") VALUES (NEW."controlleditem_id", NEW."id", NEW."permitdecision_id", _pgh_attach_context(), NOW(), \'insert\', NEW."id"); RETURN NULL;', hash='07fece1de140c2ab234b00fd9ab575f443cec7ee', operation='INSERT', pgid='pgtrigger_insert_insert_20348', table='permits_permitdecision_items', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='permititem',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "permits_permititemhistory" ("controlleditem_id", "id", "permitdecision_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id") VALUES (NEW."controlleditem_id", NEW."id", NEW."permitdecision_id", _pgh_attach_context(), NOW(), \'update\', NEW."id"); RETURN NULL;', hash='acd1d858f77cc98cfaadf73fa8244d5e74e6294b', operation='UPDATE', pgid='pgtrigger_update_update_0fb3c', table='permits_permitdecision_items', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='permititem',
            trigger=pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "permits_permititemhistory" ("controlleditem_id", "id", "permitdecision_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id") VALUES (OLD."controlleditem_id", OLD."id", OLD."permitdecision_id", _pgh_attach_context(), NOW(), \'delete\', OLD."id"); RETURN NULL;', hash='7e9397d0e21350dcab46ed552fdafc5fdb3c3209', operation='DELETE', pgid='pgtrigger_delete_delete_25948', table='permits_permitdecision_items', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='permitmaterial',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "permits_permitmaterialhistory" ("id", "material_id", "permitdecision_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id") VALUES (NEW."id", NEW."material_id", NEW."permitdecision_id", _pgh_attach_context(), NOW(), \'insert\', NEW."id"); RETURN NULL;', hash='a860e5a23889f1113e53c4a14648f7ed348db5ce', operation='INSERT', pgid='pgtrigger_insert_insert_ae978', table='permits_permitdecision_materials', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='permitmaterial',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "permits_permitmaterialhistory" ("id", "material_id", "permitdecision_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id") VALUES (NEW."id", NEW."material_id", NEW."permitdecision_id", _pgh_attach_context(), NOW(), \'update\', NEW."id"); RETURN NULL;', hash='a310de5824484c431f2458942fa05dfa51032f22', operation='UPDATE', pgid='pgtrigger_update_update_84145', table='permits_permitdecision_materials', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='permitmaterial',
            trigger=pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "permits_permitmaterialhistory" ("id", "material_id", "permitdecision_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id") VALUES (OLD."id", OLD."material_id", OLD."permitdecision_id", _pgh_attach_context(), NOW(), \'delete\', OLD."id"); RETURN NULL;', hash='9606017963257f08c720e79dc9cb96f851da745b', operation='DELETE', pgid='pgtrigger_delete_delete_a8736', table='permits_permitdecision_materials', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='permitmeasure',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "permits_permitmeasurehistory" ("id", "measure_id", "permitdecision_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id") VALUES (NEW."id", NEW."measure_id", NEW."permitdecision_id", _pgh_attach_context(), NOW(), \'insert\', NEW."id"); RETURN NULL;', hash='cf98311719826ad1464106cc6251b2db7d50eec3', operation='INSERT', pgid='pgtrigger_insert_insert_5acca', table='permits_permitdecision_under', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='permitmeasure',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "permits_permitmeasurehistory" ("id", "measure_id", "permitdecision_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id") VALUES (NEW."id", NEW."measure_id", NEW."permitdecision_id", _pgh_attach_context(), NOW(), \'update\', NEW."id"); RETURN NULL;', hash='c62ccac65184eeabd96e112bfabbc4ad6a8216ff', operation='UPDATE', pgid='pgtrigger_update_update_42c25', table='permits_permitdecision_under', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='permitmeasure',
            trigger=pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "permits_permitmeasurehistory" ("id", "measure_id", "permitdecision_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id") VALUES (OLD."id", OLD."measure_id", OLD."permitdecision_id", _pgh_attach_context(), NOW(), \'delete\', OLD."id"); RETURN NULL;', hash='b983c22b4b23ab79cd814b9bcb5bdcf1b256a8eb', operation='DELETE', pgid='pgtrigger_delete_delete_9fdcc', table='permits_permitdecision_under', when='AFTER')),
        ),
    ]
