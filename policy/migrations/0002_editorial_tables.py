import django.contrib.postgres.fields
import django.db.models.deletion
import django.db.models.lookups
import pgtrigger.compiler
import pgtrigger.migrations
import policy.models.constraints
import policy.models.fields
import policy.models.statements
import uuid
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('pghistory', '0007_auto_20250421_0444'),
        ('policy', '0001_extensions'),
    ]

    operations = [
        migrations.CreateModel(
            name='Topic',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('slug', models.SlugField(help_text='Stable name in addresses.', max_length=120, unique=True)),
                ('name', models.CharField(max_length=120)),
                ('name_zh', models.CharField(max_length=120, verbose_name='name in Chinese')),
            ],
            options={
                'ordering': ['name', 'slug'],
                'constraints': [models.CheckConstraint(condition=models.Q(('slug__regex', '^[a-z0-9]+(-[a-z0-9]+)*$')), name='policy_topic_slug_format', violation_error_message='A slug holds lower-case letters, digits and single hyphens, such as announcement-18.'), models.CheckConstraint(condition=models.Q(('name__regex', '\\S')), name='policy_topic_name_not_blank', violation_error_message='Please write the name.')],
            },
        ),
        migrations.CreateModel(
            name='Event',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('slug', models.SlugField(help_text='Stable name in addresses; begins with the date, such as 2025-06-07-mofcom-statement.', max_length=120, unique=True)),
                ('kind', models.CharField(editable=False, max_length=20)),
                ('date', policy.models.fields.PartialDateField(help_text='Local date, as precise as it is known: 2025-06-07, 2025-06 or 2025.')),
                ('date_end', policy.models.fields.PartialDateField(blank=True, help_text='Last day, when it lasted longer than a day.', null=True, verbose_name='last day')),
                ('title', models.CharField(max_length=200)),
                ('title_original', models.CharField(blank=True, default='', max_length=300, verbose_name='original title')),
                ('summary', models.TextField(blank=True, default='', help_text='One to four sentences of our own: what happened.')),
                ('certainty', policy.models.fields.ChoiceField(choices=[('official', 'official'), ('reported', 'reported'), ('claimed', 'claimed')], help_text='Official: the authority itself said or did it. Reported: media. Claimed: one party about another.', max_length=40)),
                ('created_at', models.DateTimeField(auto_now_add=True)),
                ('updated_at', models.DateTimeField(auto_now=True)),
                ('topics', policy.models.fields.OrderedManyToManyField(blank=True, related_name='events', to='policy.topic')),
            ],
            options={
                'ordering': ['-date', '-id'],
                'permissions': [('publish_event', 'Can publish events'), ('retract_event', 'Can retract published events')],
                'constraints': [models.CheckConstraint(condition=models.Q(('slug__regex', '^[a-z0-9]+(-[a-z0-9]+)*$')), name='policy_event_slug_format', violation_error_message='A slug holds lower-case letters, digits and single hyphens, such as announcement-18.'), models.CheckConstraint(condition=models.Q(('title__regex', '\\S')), name='policy_event_title_not_blank', violation_error_message='Please write the title.'), models.CheckConstraint(condition=models.Q(('date__isnull', True), ('date_end__isnull', True), django.db.models.lookups.LessThanOrEqual(policy.models.constraints.Truncated('date', 'date_end'), policy.models.constraints.Truncated('date_end', 'date')), _connector='OR'), name='policy_event_date_date_end_order', violation_error_message='The last day is before the first.')],
            },
        ),
        migrations.CreateModel(
            name='Actor',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('slug', models.SlugField(help_text='Stable name in addresses, such as mofcom.', max_length=120, unique=True)),
                ('name', models.CharField(help_text='The name in English, as readers see it.', max_length=200)),
                ('name_zh', models.CharField(blank=True, default='', max_length=200, verbose_name='name in Chinese')),
                ('kind', policy.models.fields.ChoiceField(choices=[('government', 'government'), ('official', 'official'), ('company', 'company'), ('media', 'media'), ('industry_body', 'industry body'), ('international_org', 'international organisation'), ('research', 'research'), ('person', 'person')], max_length=40)),
                ('country', models.CharField(blank=True, default='', help_text='ISO 3166-1 code, EU for the European Union.', max_length=2)),
                ('role', models.CharField(blank=True, default='', help_text='Office held, such as Foreign ministry spokesperson.', max_length=200)),
                ('parent', models.ForeignKey(blank=True, help_text='The body it belongs to.', null=True, on_delete=django.db.models.deletion.PROTECT, related_name='children', to='policy.actor')),
            ],
            options={
                'ordering': ['name', 'slug'],
                'constraints': [models.CheckConstraint(condition=models.Q(('slug__regex', '^[a-z0-9]+(-[a-z0-9]+)*$')), name='policy_actor_slug_format', violation_error_message='A slug holds lower-case letters, digits and single hyphens, such as announcement-18.'), models.CheckConstraint(condition=models.Q(('name__regex', '\\S')), name='policy_actor_name_not_blank', violation_error_message='Please write the name.'), models.CheckConstraint(condition=models.Q(('country', ''), ('country__regex', '^[A-Z]{2}$'), _connector='OR'), name='policy_actor_country_format', violation_error_message='A country is written as two capital letters (ISO 3166-1), such as CN, US or EU.'), models.CheckConstraint(condition=models.Q(('parent', models.F('id')), _negated=True), name='policy_actor_not_own_parent', violation_error_message='An actor cannot be its own parent.')],
            },
        ),
        migrations.CreateModel(
            name='Source',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('slug', models.SlugField(help_text='Stable name in addresses.', max_length=120, unique=True)),
                ('title', models.CharField(max_length=300)),
                ('url', models.URLField(help_text='Where the document is read (http or https).', max_length=800, unique=True, verbose_name='address')),
                ('published', policy.models.fields.PartialDateField(blank=True, help_text='Day, month or year of publication: 2025-06-07, 2025-06 or 2025.', null=True)),
                ('language', models.CharField(default='en', help_text='Language tag of the text, such as en or zh.', max_length=12)),
                ('tier', policy.models.fields.ChoiceField(choices=[('primary', "primary (the authority's own text)"), ('reporting', 'reporting'), ('analysis', 'analysis')], help_text="Primary is the authority's own text.", max_length=40)),
                ('checked', policy.models.fields.ChoiceField(choices=[('text', 'the text was read'), ('url-only', 'address known, text not seen')], help_text='Whether someone read the passage that supports the fact.', max_length=40)),
                ('archive_url', models.URLField(blank=True, default='', max_length=1000, verbose_name='archived copy')),
                ('publisher', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='sources', to='policy.actor')),
            ],
            options={
                'ordering': ['slug'],
                'constraints': [models.CheckConstraint(condition=models.Q(('slug__regex', '^[a-z0-9]+(-[a-z0-9]+)*$')), name='policy_source_slug_format', violation_error_message='A slug holds lower-case letters, digits and single hyphens, such as announcement-18.'), models.CheckConstraint(condition=models.Q(('title__regex', '\\S')), name='policy_source_title_not_blank', violation_error_message='Please write the title.'), models.CheckConstraint(condition=models.Q(('url__regex', '^https?://[^/]+')), name='policy_source_url_http', violation_error_message="A source's address begins with http:// or https://.")],
            },
        ),
        migrations.CreateModel(
            name='Citation',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('supports', models.TextField(help_text='Which fact it supports, in a few words.')),
                ('locator', models.CharField(blank=True, default='', help_text='Where: page, article or paragraph.', max_length=300)),
                ('quote', models.TextField(blank=True, default='', help_text='An exact short quotation, at most 40 words.')),
                ('event', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='citations', to='policy.event')),
                ('source', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='citations', to='policy.source')),
            ],
            options={
                'ordering': ['id'],
                'constraints': [models.CheckConstraint(condition=models.Q(('supports__regex', '\\S')), name='policy_citation_supports_not_blank', violation_error_message='Please write the supports.'), models.CheckConstraint(condition=models.Q(django.db.models.lookups.LessThanOrEqual(policy.models.constraints.WordCount(models.F('quote')), 40)), name='policy_citation_quote_length', violation_error_message='A quotation has at most 40 words (two Chinese characters count as one).')],
            },
        ),
        migrations.CreateModel(
            name='Material',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('slug', models.SlugField(help_text='Stable name in addresses, such as dysprosium.', max_length=120, unique=True)),
                ('symbol', models.CharField(blank=True, default='', help_text='Chemical symbol, of elements.', max_length=3)),
                ('atomic_number', models.PositiveSmallIntegerField(blank=True, help_text='Of elements.', null=True)),
                ('name', models.CharField(max_length=120)),
                ('name_zh', models.CharField(blank=True, default='', max_length=120, verbose_name='name in Chinese')),
                ('group', policy.models.fields.ChoiceField(choices=[('light_rare_earth', 'light rare earth'), ('medium_heavy_rare_earth', 'medium or heavy rare earth'), ('other_critical_mineral', 'other critical mineral'), ('material', 'material or collective name')], max_length=40)),
                ('aliases', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=200), blank=True, default=list, help_text='Other names, separated by commas.', size=None)),
                ('uses', models.TextField(help_text='What it is used for, in one to four sentences of our own.')),
            ],
            options={
                'ordering': ['atomic_number', 'name'],
                'constraints': [models.CheckConstraint(condition=models.Q(('slug__regex', '^[a-z0-9]+(-[a-z0-9]+)*$')), name='policy_material_slug_format', violation_error_message='A slug holds lower-case letters, digits and single hyphens, such as announcement-18.'), models.CheckConstraint(condition=models.Q(('name__regex', '\\S')), name='policy_material_name_not_blank', violation_error_message='Please write the name.'), models.CheckConstraint(condition=models.Q(('uses__regex', '\\S')), name='policy_material_uses_not_blank', violation_error_message='Please write the uses.'), models.CheckConstraint(condition=models.Q(('atomic_number__isnull', True), ('atomic_number__range', (1, 118)), _connector='OR'), name='policy_material_atomic_number', violation_error_message='An atomic number lies between 1 and 118.')],
            },
        ),
        migrations.CreateModel(
            name='Measure',
            fields=[
                ('event_ptr', models.OneToOneField(auto_created=True, on_delete=django.db.models.deletion.CASCADE, parent_link=True, primary_key=True, serialize=False, to='policy.event')),
                ('instrument_number', models.CharField(blank=True, default='', help_text='As the issuer writes it, such as 商务部公告2025年第61号.', max_length=120)),
                ('instrument_type', policy.models.fields.ChoiceField(choices=[('export_control', 'export control'), ('export_ban', 'export ban'), ('technology_control', 'technology control'), ('entity_listing', 'entity listing'), ('tariff', 'tariff'), ('tariff_reduction', 'tariff reduction'), ('suspension', 'suspension'), ('investigation', 'investigation'), ('visa_restriction', 'visa restriction'), ('reporting_requirement', 'reporting requirement'), ('quota', 'quota'), ('licensing_relief', 'licensing relief'), ('investment_restriction', 'investment restriction'), ('law', 'law'), ('stockpile_or_subsidy', 'stockpile or subsidy'), ('other', 'other')], max_length=40)),
                ('country', models.CharField(help_text='ISO 3166-1 code, EU for the European Union.', max_length=2, verbose_name='issuing country')),
                ('direction', policy.models.fields.ChoiceField(choices=[('tightening', 'tightening'), ('easing', 'easing'), ('neutral', 'neutral')], max_length=40)),
                ('legal_basis', models.CharField(blank=True, default='', help_text='The law that it rests on.', max_length=300)),
                ('issuers', policy.models.fields.OrderedManyToManyField(related_name='measures_issued', to='policy.actor')),
            ],
            options={
                'constraints': [models.CheckConstraint(condition=models.Q(('country', ''), ('country__regex', '^[A-Z]{2}$'), _connector='OR'), name='policy_measure_country_format', violation_error_message='A country is written as two capital letters (ISO 3166-1), such as CN, US or EU.')],
            },
            bases=('policy.event',),
        ),
        migrations.CreateModel(
            name='ControlledItem',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('slug', models.SlugField(help_text='Stable name, such as 2025-18-sm-alloys.', max_length=120, unique=True)),
                ('form', policy.models.fields.ChoiceField(choices=[('metal', 'metal'), ('alloy', 'alloy'), ('oxide', 'oxide'), ('compound', 'compound'), ('mixture', 'mixture'), ('target', 'target'), ('magnet', 'magnet'), ('ore', 'ore'), ('equipment', 'equipment'), ('technology', 'technology'), ('other', 'other')], max_length=40)),
                ('control_code', models.CharField(blank=True, default='', help_text='Export control code or ECCN, such as 1C902.a; empty where the source gives none.', max_length=40)),
                ('hs_codes', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=13), blank=True, default=list, help_text='Reference customs codes, each with as many digits as its source gives, separated by commas.', size=None, verbose_name='HS codes')),
                ('description', models.TextField(help_text='What the list names, in our own words.')),
                ('material', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='items', to='policy.material')),
                ('defined_by', models.ForeignKey(help_text='The measure that lists it.', on_delete=django.db.models.deletion.PROTECT, related_name='defined_items', to='policy.measure')),
            ],
            options={
                'verbose_name': 'controlled item',
                'ordering': ['slug'],
                'constraints': [models.CheckConstraint(condition=models.Q(('slug__regex', '^[a-z0-9]+(-[a-z0-9]+)*$')), name='policy_controlleditem_slug_format', violation_error_message='A slug holds lower-case letters, digits and single hyphens, such as announcement-18.'), models.CheckConstraint(condition=models.Q(('description__regex', '\\S')), name='policy_controlleditem_description_not_blank', violation_error_message='Please write the description.'), models.CheckConstraint(condition=models.Q(policy.models.constraints.EachMatches('hs_codes', '^[0-9]{4,13}$')), name='policy_controlleditem_hs_codes_format', violation_error_message='An HS code has 4 to 13 digits and nothing else.')],
            },
        ),
        migrations.CreateModel(
            name='DataSet',
            fields=[
                ('id', models.SmallIntegerField(default=1, editable=False, primary_key=True, serialize=False)),
                ('uuid', models.UUIDField(default=uuid.uuid4, editable=False, help_text="Tells this database's record from any other's.")),
                ('title', models.CharField(default='Monazite', max_length=200)),
                ('reviewed_through', policy.models.fields.PartialDateField(blank=True, help_text="Day up to which the authorities' lists were read. Answers for later days say so.", null=True)),
                ('note', models.TextField(blank=True, default='', help_text='What was read, and what may be missing.')),
                ('licence', models.CharField(default='CC-BY-4.0', help_text='SPDX identifier.', max_length=60)),
                ('first_event', policy.models.fields.PartialDateField(blank=True, help_text='Where the record begins.', null=True)),
                ('maintainer', models.CharField(blank=True, default='', max_length=200)),
                ('loaded_digest', models.CharField(blank=True, default='', editable=False, help_text='SHA-256 of the files loaded last.', max_length=64)),
                ('edition', models.PositiveIntegerField(default=0, editable=False, help_text='Counts changes of reference rows and of this row: caches rest on it.')),
            ],
            options={
                'verbose_name': 'data set',
                'verbose_name_plural': 'data set',
                'constraints': [models.CheckConstraint(condition=models.Q(('id', 1)), name='policy_dataset_single_row'), models.CheckConstraint(condition=models.Q(('first_event__isnull', True), ('reviewed_through__isnull', True), django.db.models.lookups.LessThanOrEqual(policy.models.constraints.Truncated('first_event', 'reviewed_through'), policy.models.constraints.Truncated('reviewed_through', 'first_event')), _connector='OR'), name='policy_dataset_first_event_reviewed_through_order', violation_error_message='The record cannot begin after the day it was reviewed through.')],
            },
        ),
        migrations.CreateModel(
            name='DataSetHistory',
            fields=[
                ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('id', models.SmallIntegerField(default=1, editable=False, serialize=False)),
                ('uuid', models.UUIDField(default=uuid.uuid4, editable=False, help_text="Tells this database's record from any other's.")),
                ('title', models.CharField(default='Monazite', max_length=200)),
                ('reviewed_through', policy.models.fields.PartialDateField(blank=True, help_text="Day up to which the authorities' lists were read. Answers for later days say so.", null=True)),
                ('note', models.TextField(blank=True, default='', help_text='What was read, and what may be missing.')),
                ('licence', models.CharField(default='CC-BY-4.0', help_text='SPDX identifier.', max_length=60)),
                ('first_event', policy.models.fields.PartialDateField(blank=True, help_text='Where the record begins.', null=True)),
                ('maintainer', models.CharField(blank=True, default='', max_length=200)),
                ('loaded_digest', models.CharField(blank=True, default='', editable=False, help_text='SHA-256 of the files loaded last.', max_length=64)),
                ('pgh_context', models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context')),
                ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='%(class)s_rows', to='policy.dataset')),
                ('edition', models.PositiveIntegerField(default=0, editable=False, help_text='Counts changes of reference rows and of this row: caches rest on it.')),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='Provision',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('position', models.PositiveSmallIntegerField(default=0, help_text="Its place among the measure's provisions.", verbose_name='order')),
                ('ref', models.CharField(help_text='How it is cited, such as Article 1(1)(a).', max_length=80)),
                ('summary', models.TextField(help_text='What it demands, in our own words.')),
                ('requirement', policy.models.fields.ChoiceField(choices=[('licence_required', 'licence required'), ('prohibited', 'prohibited'), ('reporting_required', 'reporting required'), ('tariff', 'tariff'), ('exemption', 'exemption'), ('framework', 'framework'), ('other', 'other')], max_length=40)),
                ('destinations', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=3), blank=True, default=list, help_text='Country codes separated by commas, EU for the European Union, or all.', size=None)),
                ('commencement', policy.models.fields.PartialDateField(blank=True, help_text='First day with legal effect, inclusive; empty when none is recorded (a proposal).', null=True)),
                ('expiry', policy.models.fields.PartialDateField(blank=True, help_text='Last day with legal effect, inclusive; empty when open-ended.', null=True)),
                ('notes', models.TextField(blank=True, default='', help_text='What a reader must know beside its state; shown wherever the state is.')),
                ('items', policy.models.fields.OrderedManyToManyField(blank=True, related_name='provisions', to='policy.controlleditem')),
                ('materials', policy.models.fields.OrderedManyToManyField(blank=True, related_name='provisions', to='policy.material')),
                ('measure', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='provisions', to='policy.measure')),
            ],
            options={
                'ordering': ['position', 'id'],
                'constraints': [models.UniqueConstraint(fields=('measure', 'ref'), name='policy_provision_ref_once', violation_error_message='This measure has a provision of that name already.'), models.CheckConstraint(condition=models.Q(('ref__regex', '\\S')), name='policy_provision_ref_not_blank', violation_error_message='Please write the ref.'), models.CheckConstraint(condition=models.Q(('summary__regex', '\\S')), name='policy_provision_summary_not_blank', violation_error_message='Please write the summary.'), models.CheckConstraint(condition=models.Q(('commencement__isnull', True), ('expiry__isnull', True), django.db.models.lookups.LessThanOrEqual(policy.models.constraints.Truncated('commencement', 'expiry'), policy.models.constraints.Truncated('expiry', 'commencement')), _connector='OR'), name='policy_provision_commencement_expiry_order', violation_error_message='A provision cannot expire before it commences.'), models.CheckConstraint(condition=models.Q(policy.models.constraints.EachMatches('destinations', '^([A-Z]{2}|all)$')), name='policy_provision_destinations_format', violation_error_message='A destination is a country code in capitals, EU, or all.')],
            },
        ),
        migrations.CreateModel(
            name='Effect',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('effect', policy.models.fields.ChoiceField(choices=[('suspends', 'suspends'), ('extends_suspension', 'extends the suspension of'), ('resumes', 'resumes'), ('repeals', 'repeals'), ('amends', 'amends'), ('implements', 'implements')], max_length=40)),
                ('start', policy.models.fields.PartialDateField(help_text='First day of the effect, inclusive.', verbose_name='from')),
                ('until', policy.models.fields.PartialDateField(blank=True, help_text='Last day, inclusive; empty: until further notice.', null=True)),
                ('provision', models.ForeignKey(blank=True, help_text='Empty: the whole instrument.', null=True, on_delete=django.db.models.deletion.PROTECT, related_name='effects_on', to='policy.provision')),
                ('measure', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='effects', to='policy.measure')),
                ('target', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='effects_on', to='policy.measure')),
            ],
            options={
                'ordering': ['id'],
                'constraints': [models.CheckConstraint(condition=models.Q(('start__isnull', True), ('until__isnull', True), django.db.models.lookups.LessThanOrEqual(policy.models.constraints.Truncated('start', 'until'), policy.models.constraints.Truncated('until', 'start')), _connector='OR'), name='policy_effect_start_until_order', violation_error_message='An effect cannot end before it begins.'), models.CheckConstraint(condition=models.Q(('measure', models.F('target')), _negated=True), name='policy_effect_not_on_itself', violation_error_message='An instrument has no effect on itself.')],
            },
        ),
        migrations.CreateModel(
            name='EffectHistory',
            fields=[
                ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('id', models.BigIntegerField()),
                ('effect', policy.models.fields.ChoiceField(choices=[('suspends', 'suspends'), ('extends_suspension', 'extends the suspension of'), ('resumes', 'resumes'), ('repeals', 'repeals'), ('amends', 'amends'), ('implements', 'implements')], max_length=40)),
                ('start', policy.models.fields.PartialDateField(help_text='First day of the effect, inclusive.', verbose_name='from')),
                ('until', policy.models.fields.PartialDateField(blank=True, help_text='Last day, inclusive; empty: until further notice.', null=True)),
                ('pgh_context', models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context')),
                ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='%(class)s_rows', to='policy.effect')),
                ('provision', models.ForeignKey(blank=True, db_constraint=False, help_text='Empty: the whole instrument.', null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='policy.provision')),
                ('measure', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='policy.measure')),
                ('target', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='policy.measure')),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='EventHistory',
            fields=[
                ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('id', models.BigIntegerField()),
                ('slug', models.SlugField(db_index=False, help_text='Stable name in addresses; begins with the date, such as 2025-06-07-mofcom-statement.', max_length=120)),
                ('kind', models.CharField(editable=False, max_length=20)),
                ('date', policy.models.fields.PartialDateField(help_text='Local date, as precise as it is known: 2025-06-07, 2025-06 or 2025.')),
                ('date_end', policy.models.fields.PartialDateField(blank=True, help_text='Last day, when it lasted longer than a day.', null=True, verbose_name='last day')),
                ('title', models.CharField(max_length=200)),
                ('title_original', models.CharField(blank=True, default='', max_length=300, verbose_name='original title')),
                ('summary', models.TextField(blank=True, default='', help_text='One to four sentences of our own: what happened.')),
                ('certainty', policy.models.fields.ChoiceField(choices=[('official', 'official'), ('reported', 'reported'), ('claimed', 'claimed')], help_text='Official: the authority itself said or did it. Reported: media. Claimed: one party about another.', max_length=40)),
                ('created_at', models.DateTimeField(auto_now_add=True)),
                ('updated_at', models.DateTimeField(auto_now=True)),
                ('pgh_context', models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context')),
                ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='%(class)s_rows', to='policy.event')),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='EventTopic',
            fields=[
            ],
            options={
                'proxy': True,
            },
            bases=('policy.event_topics',),
        ),
        migrations.CreateModel(
            name='EventTopicHistory',
            fields=[
                ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('id', models.BigIntegerField()),
                ('event', models.ForeignKey(db_constraint=False, db_tablespace='', on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='policy.event')),
                ('pgh_context', models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context')),
                ('topic', models.ForeignKey(db_constraint=False, db_tablespace='', on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='policy.topic')),
                ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='%(class)s_rows', to='policy.eventtopic')),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='Link',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('relation', policy.models.fields.ChoiceField(choices=[('responds_to', 'responds to'), ('implements', 'implements'), ('contradicts', 'contradicts'), ('follows', 'follows'), ('leads_to', 'leads to'), ('confirms', 'confirms')], max_length=40)),
                ('note', models.CharField(blank=True, default='', help_text="Why, when it isn't plain.", max_length=300)),
                ('from_event', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='links_out', to='policy.event')),
                ('to_event', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='links_in', to='policy.event')),
            ],
            options={
                'ordering': ['id'],
                'constraints': [models.UniqueConstraint(fields=('from_event', 'to_event', 'relation'), name='policy_link_once', violation_error_message='This link is already there.'), models.CheckConstraint(condition=models.Q(('from_event', models.F('to_event')), _negated=True), name='policy_link_not_to_itself', violation_error_message='An event cannot be linked to itself.')],
            },
        ),
        migrations.CreateModel(
            name='LinkHistory',
            fields=[
                ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('id', models.BigIntegerField()),
                ('relation', policy.models.fields.ChoiceField(choices=[('responds_to', 'responds to'), ('implements', 'implements'), ('contradicts', 'contradicts'), ('follows', 'follows'), ('leads_to', 'leads to'), ('confirms', 'confirms')], max_length=40)),
                ('note', models.CharField(blank=True, default='', help_text="Why, when it isn't plain.", max_length=300)),
                ('from_event', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='policy.event')),
                ('pgh_context', models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context')),
                ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='%(class)s_rows', to='policy.link')),
                ('to_event', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='policy.event')),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='MaterialHistory',
            fields=[
                ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('id', models.BigIntegerField()),
                ('slug', models.SlugField(db_index=False, help_text='Stable name in addresses, such as dysprosium.', max_length=120)),
                ('symbol', models.CharField(blank=True, default='', help_text='Chemical symbol, of elements.', max_length=3)),
                ('atomic_number', models.PositiveSmallIntegerField(blank=True, help_text='Of elements.', null=True)),
                ('name', models.CharField(max_length=120)),
                ('name_zh', models.CharField(blank=True, default='', max_length=120, verbose_name='name in Chinese')),
                ('group', policy.models.fields.ChoiceField(choices=[('light_rare_earth', 'light rare earth'), ('medium_heavy_rare_earth', 'medium or heavy rare earth'), ('other_critical_mineral', 'other critical mineral'), ('material', 'material or collective name')], max_length=40)),
                ('aliases', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=200), blank=True, default=list, help_text='Other names, separated by commas.', size=None)),
                ('uses', models.TextField(help_text='What it is used for, in one to four sentences of our own.')),
                ('pgh_context', models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context')),
                ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='%(class)s_rows', to='policy.material')),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='MeasureHistory',
            fields=[
                ('event_ptr', models.ForeignKey(auto_created=True, db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, parent_link=True, related_name='+', related_query_name='+', serialize=False, to='policy.event')),
                ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('instrument_number', models.CharField(blank=True, default='', help_text='As the issuer writes it, such as 商务部公告2025年第61号.', max_length=120)),
                ('instrument_type', policy.models.fields.ChoiceField(choices=[('export_control', 'export control'), ('export_ban', 'export ban'), ('technology_control', 'technology control'), ('entity_listing', 'entity listing'), ('tariff', 'tariff'), ('tariff_reduction', 'tariff reduction'), ('suspension', 'suspension'), ('investigation', 'investigation'), ('visa_restriction', 'visa restriction'), ('reporting_requirement', 'reporting requirement'), ('quota', 'quota'), ('licensing_relief', 'licensing relief'), ('investment_restriction', 'investment restriction'), ('law', 'law'), ('stockpile_or_subsidy', 'stockpile or subsidy'), ('other', 'other')], max_length=40)),
                ('country', models.CharField(help_text='ISO 3166-1 code, EU for the European Union.', max_length=2, verbose_name='issuing country')),
                ('direction', policy.models.fields.ChoiceField(choices=[('tightening', 'tightening'), ('easing', 'easing'), ('neutral', 'neutral')], max_length=40)),
                ('legal_basis', models.CharField(blank=True, default='', help_text='The law that it rests on.', max_length=300)),
                ('pgh_context', models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context')),
                ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='%(class)s_rows', to='policy.measure')),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='MeasureIssuer',
            fields=[
            ],
            options={
                'proxy': True,
            },
            bases=('policy.measure_issuers',),
        ),
        migrations.CreateModel(
            name='MeasureIssuerHistory',
            fields=[
                ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('id', models.BigIntegerField()),
                ('actor', models.ForeignKey(db_constraint=False, db_tablespace='', on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='policy.actor')),
                ('pgh_context', models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context')),
                ('measure', models.ForeignKey(db_constraint=False, db_tablespace='', on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='policy.measure')),
                ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='%(class)s_rows', to='policy.measureissuer')),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='Meeting',
            fields=[
                ('event_ptr', models.OneToOneField(auto_created=True, on_delete=django.db.models.deletion.CASCADE, parent_link=True, primary_key=True, serialize=False, to='policy.event')),
                ('meeting_kind', policy.models.fields.ChoiceField(choices=[('call', 'call'), ('talks', 'talks'), ('summit', 'summit'), ('consultation', 'consultation')], max_length=40)),
                ('place', models.CharField(blank=True, default='', max_length=120)),
                ('country', models.CharField(blank=True, default='', help_text='Where it was held: ISO 3166-1 code.', max_length=2)),
                ('held', policy.models.fields.ChoiceField(choices=[('held', 'held'), ('scheduled', 'scheduled'), ('cancelled', 'cancelled')], max_length=40)),
                ('participants', policy.models.fields.OrderedManyToManyField(related_name='meetings', to='policy.actor')),
            ],
            options={
                'constraints': [models.CheckConstraint(condition=models.Q(('country', ''), ('country__regex', '^[A-Z]{2}$'), _connector='OR'), name='policy_meeting_country_format', violation_error_message='A country is written as two capital letters (ISO 3166-1), such as CN, US or EU.')],
            },
            bases=('policy.event',),
        ),
        migrations.CreateModel(
            name='MeetingHistory',
            fields=[
                ('event_ptr', models.ForeignKey(auto_created=True, db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, parent_link=True, related_name='+', related_query_name='+', serialize=False, to='policy.event')),
                ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('meeting_kind', policy.models.fields.ChoiceField(choices=[('call', 'call'), ('talks', 'talks'), ('summit', 'summit'), ('consultation', 'consultation')], max_length=40)),
                ('place', models.CharField(blank=True, default='', max_length=120)),
                ('country', models.CharField(blank=True, default='', help_text='Where it was held: ISO 3166-1 code.', max_length=2)),
                ('held', policy.models.fields.ChoiceField(choices=[('held', 'held'), ('scheduled', 'scheduled'), ('cancelled', 'cancelled')], max_length=40)),
                ('pgh_context', models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context')),
                ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='%(class)s_rows', to='policy.meeting')),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='MeetingParticipant',
            fields=[
            ],
            options={
                'proxy': True,
            },
            bases=('policy.meeting_participants',),
        ),
        migrations.CreateModel(
            name='MeetingParticipantHistory',
            fields=[
                ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('id', models.BigIntegerField()),
                ('actor', models.ForeignKey(db_constraint=False, db_tablespace='', on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='policy.actor')),
                ('pgh_context', models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context')),
                ('meeting', models.ForeignKey(db_constraint=False, db_tablespace='', on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='policy.meeting')),
                ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='%(class)s_rows', to='policy.meetingparticipant')),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='ProvisionHistory',
            fields=[
                ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('id', models.BigIntegerField()),
                ('position', models.PositiveSmallIntegerField(default=0, help_text="Its place among the measure's provisions.", verbose_name='order')),
                ('ref', models.CharField(help_text='How it is cited, such as Article 1(1)(a).', max_length=80)),
                ('summary', models.TextField(help_text='What it demands, in our own words.')),
                ('requirement', policy.models.fields.ChoiceField(choices=[('licence_required', 'licence required'), ('prohibited', 'prohibited'), ('reporting_required', 'reporting required'), ('tariff', 'tariff'), ('exemption', 'exemption'), ('framework', 'framework'), ('other', 'other')], max_length=40)),
                ('destinations', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=3), blank=True, default=list, help_text='Country codes separated by commas, EU for the European Union, or all.', size=None)),
                ('commencement', policy.models.fields.PartialDateField(blank=True, help_text='First day with legal effect, inclusive; empty when none is recorded (a proposal).', null=True)),
                ('expiry', policy.models.fields.PartialDateField(blank=True, help_text='Last day with legal effect, inclusive; empty when open-ended.', null=True)),
                ('notes', models.TextField(blank=True, default='', help_text='What a reader must know beside its state; shown wherever the state is.')),
                ('pgh_context', models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context')),
                ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='%(class)s_rows', to='policy.provision')),
                ('measure', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='policy.measure')),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='ProvisionItem',
            fields=[
            ],
            options={
                'proxy': True,
            },
            bases=('policy.provision_items',),
        ),
        migrations.CreateModel(
            name='ProvisionItemHistory',
            fields=[
                ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('id', models.BigIntegerField()),
                ('controlleditem', models.ForeignKey(db_constraint=False, db_tablespace='', on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='policy.controlleditem')),
                ('pgh_context', models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context')),
                ('provision', models.ForeignKey(db_constraint=False, db_tablespace='', on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='policy.provision')),
                ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='%(class)s_rows', to='policy.provisionitem')),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='ProvisionMaterial',
            fields=[
            ],
            options={
                'proxy': True,
            },
            bases=('policy.provision_materials',),
        ),
        migrations.CreateModel(
            name='ProvisionMaterialHistory',
            fields=[
                ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('id', models.BigIntegerField()),
                ('material', models.ForeignKey(db_constraint=False, db_tablespace='', on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='policy.material')),
                ('pgh_context', models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context')),
                ('provision', models.ForeignKey(db_constraint=False, db_tablespace='', on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='policy.provision')),
                ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='%(class)s_rows', to='policy.provisionmaterial')),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='Statement',
            fields=[
                ('event_ptr', models.OneToOneField(auto_created=True, on_delete=django.db.models.deletion.CASCADE, parent_link=True, primary_key=True, serialize=False, to='policy.event')),
                ('time', models.TimeField(blank=True, help_text='Local time, when it matters and is known.', null=True)),
                ('timezone', models.CharField(blank=True, default='', help_text='IANA name, such as Asia/Shanghai.', max_length=64, validators=[policy.models.statements.validate_timezone])),
                ('channel', policy.models.fields.ChoiceField(choices=[('written_statement', 'written statement'), ('press_conference', 'press conference'), ('social_media', 'social media'), ('interview', 'interview'), ('phone_call_readout', 'phone call readout'), ('speech', 'speech'), ('joint_statement', 'joint statement'), ('filing', 'filing')], max_length=40)),
                ('stance', policy.models.fields.ChoiceField(choices=[('easing', 'easing'), ('tightening', 'tightening'), ('neutral', 'neutral'), ('contradicting', 'contradicting')], max_length=40)),
                ('materials', policy.models.fields.OrderedManyToManyField(blank=True, related_name='statements', to='policy.material')),
                ('on_behalf_of', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='statements_for', to='policy.actor')),
                ('speaker', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='statements', to='policy.actor')),
            ],
            options={
                'constraints': [models.CheckConstraint(condition=models.Q(('time__isnull', True), models.Q(('timezone', ''), _negated=True), _connector='OR'), name='policy_statement_time_has_zone', violation_error_message='A time needs its time zone, such as Asia/Shanghai.')],
            },
            bases=('policy.event',),
        ),
        migrations.CreateModel(
            name='Quotation',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('text', models.TextField(help_text='The exact words, at most 40.')),
                ('language', models.CharField(help_text='Language of the words, such as zh or en.', max_length=12)),
                ('translation', models.TextField(blank=True, default='', help_text='English translation, when the words are in another language.')),
                ('statement', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='quotes', to='policy.statement')),
            ],
            options={
                'ordering': ['id'],
                'constraints': [models.CheckConstraint(condition=models.Q(('text__regex', '\\S')), name='policy_quotation_text_not_blank', violation_error_message='Please write the text.'), models.CheckConstraint(condition=models.Q(django.db.models.lookups.LessThanOrEqual(policy.models.constraints.WordCount(models.F('text')), 40)), name='policy_quotation_text_length', violation_error_message='A quotation has at most 40 words (two Chinese characters count as one).'), models.CheckConstraint(condition=models.Q(django.db.models.lookups.LessThanOrEqual(policy.models.constraints.WordCount(models.F('translation')), 40)), name='policy_quotation_translation_length', violation_error_message='A quotation has at most 40 words (two Chinese characters count as one).'), models.CheckConstraint(condition=models.Q(('language__regex', '^[a-z]{2,3}(-[A-Za-z0-9]+)*$')), name='policy_quotation_language_format', violation_error_message='A quotation names its language by its tag, such as zh or en.')],
            },
        ),
        migrations.CreateModel(
            name='QuotationHistory',
            fields=[
                ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('id', models.BigIntegerField()),
                ('text', models.TextField(help_text='The exact words, at most 40.')),
                ('language', models.CharField(help_text='Language of the words, such as zh or en.', max_length=12)),
                ('translation', models.TextField(blank=True, default='', help_text='English translation, when the words are in another language.')),
                ('pgh_context', models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context')),
                ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='%(class)s_rows', to='policy.quotation')),
                ('statement', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='policy.statement')),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='SourceHistory',
            fields=[
                ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('id', models.BigIntegerField()),
                ('slug', models.SlugField(db_index=False, help_text='Stable name in addresses.', max_length=120)),
                ('title', models.CharField(max_length=300)),
                ('url', models.URLField(help_text='Where the document is read (http or https).', max_length=800, verbose_name='address')),
                ('published', policy.models.fields.PartialDateField(blank=True, help_text='Day, month or year of publication: 2025-06-07, 2025-06 or 2025.', null=True)),
                ('language', models.CharField(default='en', help_text='Language tag of the text, such as en or zh.', max_length=12)),
                ('tier', policy.models.fields.ChoiceField(choices=[('primary', "primary (the authority's own text)"), ('reporting', 'reporting'), ('analysis', 'analysis')], help_text="Primary is the authority's own text.", max_length=40)),
                ('checked', policy.models.fields.ChoiceField(choices=[('text', 'the text was read'), ('url-only', 'address known, text not seen')], help_text='Whether someone read the passage that supports the fact.', max_length=40)),
                ('archive_url', models.URLField(blank=True, default='', max_length=1000, verbose_name='archived copy')),
                ('pgh_context', models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context')),
                ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='%(class)s_rows', to='policy.source')),
                ('publisher', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='policy.actor')),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='StatementHistory',
            fields=[
                ('event_ptr', models.ForeignKey(auto_created=True, db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, parent_link=True, related_name='+', related_query_name='+', serialize=False, to='policy.event')),
                ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('time', models.TimeField(blank=True, help_text='Local time, when it matters and is known.', null=True)),
                ('timezone', models.CharField(blank=True, default='', help_text='IANA name, such as Asia/Shanghai.', max_length=64, validators=[policy.models.statements.validate_timezone])),
                ('channel', policy.models.fields.ChoiceField(choices=[('written_statement', 'written statement'), ('press_conference', 'press conference'), ('social_media', 'social media'), ('interview', 'interview'), ('phone_call_readout', 'phone call readout'), ('speech', 'speech'), ('joint_statement', 'joint statement'), ('filing', 'filing')], max_length=40)),
                ('stance', policy.models.fields.ChoiceField(choices=[('easing', 'easing'), ('tightening', 'tightening'), ('neutral', 'neutral'), ('contradicting', 'contradicting')], max_length=40)),
                ('on_behalf_of', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='policy.actor')),
                ('pgh_context', models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context')),
                ('speaker', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='policy.actor')),
                ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='%(class)s_rows', to='policy.statement')),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='StatementMaterial',
            fields=[
            ],
            options={
                'proxy': True,
            },
            bases=('policy.statement_materials',),
        ),
        migrations.CreateModel(
            name='StatementMaterialHistory',
            fields=[
                ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('id', models.BigIntegerField()),
                ('material', models.ForeignKey(db_constraint=False, db_tablespace='', on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='policy.material')),
                ('pgh_context', models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context')),
                ('statement', models.ForeignKey(db_constraint=False, db_tablespace='', on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='policy.statement')),
                ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='%(class)s_rows', to='policy.statementmaterial')),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='Target',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('country', models.CharField(blank=True, default='', help_text='ISO 3166-1 code, EU, or all.', max_length=3)),
                ('actor', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='targeted_by', to='policy.actor')),
                ('measure', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='targets', to='policy.measure')),
            ],
            options={
                'ordering': ['id'],
                'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('actor__isnull', False), ('country', '')), models.Q(('actor__isnull', True), ('country__regex', '^([A-Z]{2}|all)$')), _connector='OR'), name='policy_target_country_or_actor', violation_error_message='A target is either a country code (or all) or an actor.')],
            },
        ),
        migrations.CreateModel(
            name='TargetHistory',
            fields=[
                ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('id', models.BigIntegerField()),
                ('country', models.CharField(blank=True, default='', help_text='ISO 3166-1 code, EU, or all.', max_length=3)),
                ('actor', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='policy.actor')),
                ('pgh_context', models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context')),
                ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='%(class)s_rows', to='policy.target')),
                ('measure', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='policy.measure')),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='TopicHistory',
            fields=[
                ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('id', models.BigIntegerField()),
                ('slug', models.SlugField(db_index=False, help_text='Stable name in addresses.', max_length=120)),
                ('name', models.CharField(max_length=120)),
                ('name_zh', models.CharField(max_length=120, verbose_name='name in Chinese')),
                ('pgh_context', models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context')),
                ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='%(class)s_rows', to='policy.topic')),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='ActorHistory',
            fields=[
                ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('id', models.BigIntegerField()),
                ('slug', models.SlugField(db_index=False, help_text='Stable name in addresses, such as mofcom.', max_length=120)),
                ('name', models.CharField(help_text='The name in English, as readers see it.', max_length=200)),
                ('name_zh', models.CharField(blank=True, default='', max_length=200, verbose_name='name in Chinese')),
                ('kind', policy.models.fields.ChoiceField(choices=[('government', 'government'), ('official', 'official'), ('company', 'company'), ('media', 'media'), ('industry_body', 'industry body'), ('international_org', 'international organisation'), ('research', 'research'), ('person', 'person')], max_length=40)),
                ('country', models.CharField(blank=True, default='', help_text='ISO 3166-1 code, EU for the European Union.', max_length=2)),
                ('role', models.CharField(blank=True, default='', help_text='Office held, such as Foreign ministry spokesperson.', max_length=200)),
                ('parent', models.ForeignKey(blank=True, db_constraint=False, help_text='The body it belongs to.', null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='policy.actor')),
                ('pgh_context', models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context')),
                ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='%(class)s_rows', to='policy.actor')),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='CitationHistory',
            fields=[
                ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('id', models.BigIntegerField()),
                ('supports', models.TextField(help_text='Which fact it supports, in a few words.')),
                ('locator', models.CharField(blank=True, default='', help_text='Where: page, article or paragraph.', max_length=300)),
                ('quote', models.TextField(blank=True, default='', help_text='An exact short quotation, at most 40 words.')),
                ('pgh_context', models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context')),
                ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='%(class)s_rows', to='policy.citation')),
                ('event', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='policy.event')),
                ('source', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='policy.source')),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='ControlledItemHistory',
            fields=[
                ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('id', models.BigIntegerField()),
                ('slug', models.SlugField(db_index=False, help_text='Stable name, such as 2025-18-sm-alloys.', max_length=120)),
                ('form', policy.models.fields.ChoiceField(choices=[('metal', 'metal'), ('alloy', 'alloy'), ('oxide', 'oxide'), ('compound', 'compound'), ('mixture', 'mixture'), ('target', 'target'), ('magnet', 'magnet'), ('ore', 'ore'), ('equipment', 'equipment'), ('technology', 'technology'), ('other', 'other')], max_length=40)),
                ('control_code', models.CharField(blank=True, default='', help_text='Export control code or ECCN, such as 1C902.a; empty where the source gives none.', max_length=40)),
                ('hs_codes', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=13), blank=True, default=list, help_text='Reference customs codes, each with as many digits as its source gives, separated by commas.', size=None, verbose_name='HS codes')),
                ('description', models.TextField(help_text='What the list names, in our own words.')),
                ('pgh_context', models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context')),
                ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='%(class)s_rows', to='policy.controlleditem')),
                ('material', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='policy.material')),
                ('defined_by', models.ForeignKey(db_constraint=False, help_text='The measure that lists it.', on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='policy.measure')),
            ],
            options={
                'abstract': False,
            },
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='material',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "policy_materialhistory" ("aliases", "atomic_number", "group", "id", "name", "name_zh", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "slug", "symbol", "uses") VALUES (NEW."aliases", NEW."atomic_number", NEW."group", NEW."id", NEW."name", NEW."name_zh", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."slug", NEW."symbol", NEW."uses"); RETURN NULL;', hash='9b9411386d21d7c9d24fe293061400a30e07f010', operation='INSERT', pgid='pgtrigger_insert_insert_45780', table='policy_material', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='material',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "policy_materialhistory" ("aliases", "atomic_number", "group", "id", "name", "name_zh", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "slug", "symbol", "uses") VALUES (NEW."aliases", NEW."atomic_number", NEW."group", NEW."id", NEW."name", NEW."name_zh", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."slug", NEW."symbol", NEW."uses"); RETURN NULL;', hash='2fda9a7e0d9f9cdd77c8e97ba46b2677c96a8bfc', operation='UPDATE', pgid='pgtrigger_update_update_bfb9c', table='policy_material', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='material',
            trigger=pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "policy_materialhistory" ("aliases", "atomic_number", "group", "id", "name", "name_zh", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "slug", "symbol", "uses") VALUES (OLD."aliases", OLD."atomic_number", OLD."group", OLD."id", OLD."name", OLD."name_zh", _pgh_attach_context(), NOW(), \'delete\', OLD."id", OLD."slug", OLD."symbol", OLD."uses"); RETURN NULL;', hash='941e86d37787c0f673998fb13743f42e9315bfdd', operation='DELETE', pgid='pgtrigger_delete_delete_5c6c2', table='policy_material', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='topic',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "policy_topichistory" ("id", "name", "name_zh", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "slug") VALUES (NEW."id", NEW."name", NEW."name_zh", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."slug"); RETURN NULL;', hash='31b38030b5ef02b58415cd839782ba8ef414efad', operation='INSERT', pgid='pgtrigger_insert_insert_aa4aa', table='policy_topic', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='topic',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "policy_topichistory" ("id", "name", "name_zh", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "slug") VALUES (NEW."id", NEW."name", NEW."name_zh", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."slug"); RETURN NULL;', hash='82fc197872a87347d7278fff0152edf85dd389c3', operation='UPDATE', pgid='pgtrigger_update_update_deb32', table='policy_topic', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='topic',
            trigger=pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "policy_topichistory" ("id", "name", "name_zh", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "slug") VALUES (OLD."id", OLD."name", OLD."name_zh", _pgh_attach_context(), NOW(), \'delete\', OLD."id", OLD."slug"); RETURN NULL;', hash='c485dcc7ca45ba2aefa52b74b5c0a32b02a23ccd', operation='DELETE', pgid='pgtrigger_delete_delete_1dc42', table='policy_topic', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='actor',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "policy_actorhistory" ("country", "id", "kind", "name", "name_zh", "parent_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "role", "slug") VALUES (NEW."country", NEW."id", NEW."kind", NEW."name", NEW."name_zh", NEW."parent_id", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."role", NEW."slug"); RETURN NULL;', hash='5a134de351674be0a9faf507d8deda3bf6690a3d', operation='INSERT', pgid='pgtrigger_insert_insert_caaae', table='policy_actor', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='actor',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "policy_actorhistory" ("country", "id", "kind", "name", "name_zh", "parent_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "role", "slug") VALUES (NEW."country", NEW."id", NEW."kind", NEW."name", NEW."name_zh", NEW."parent_id", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."role", NEW."slug"); RETURN NULL;', hash='2cb22c51aa102357df82c4cfc4e964d78ee630be', operation='UPDATE', pgid='pgtrigger_update_update_9ddad', table='policy_actor', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='actor',
            trigger=pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "policy_actorhistory" ("country", "id", "kind", "name", "name_zh", "parent_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "role", "slug") VALUES (OLD."country", OLD."id", OLD."kind", OLD."name", OLD."name_zh", OLD."parent_id", _pgh_attach_context(), NOW(), \'delete\', OLD."id", OLD."role", OLD."slug"); RETURN NULL;', hash='d8728b3dd8986abfc625c27b54233f1848d18791', operation='DELETE', pgid='pgtrigger_delete_delete_4c8e7', table='policy_actor', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='link',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "policy_linkhistory" ("from_event_id", "id", "note", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "relation", "to_event_id") VALUES (NEW."from_event_id", NEW."id", NEW."note", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."relation", NEW."to_event_id"); RETURN NULL;', hash='3fc4c6beeeaeeaca1ead43a61690ddd55b376684', operation='INSERT', pgid='pgtrigger_insert_insert_f23b3', table='policy_link', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='link',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "policy_linkhistory" ("from_event_id", "id", "note", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "relation", "to_event_id") VALUES (NEW."from_event_id", NEW."id", NEW."note", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."relation", NEW."to_event_id"); RETURN NULL;', hash='b20fdfccb8883e0723f6361965f28fc0bcbbe7e5', operation='UPDATE', pgid='pgtrigger_update_update_63a59', table='policy_link', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='link',
            trigger=pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "policy_linkhistory" ("from_event_id", "id", "note", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "relation", "to_event_id") VALUES (OLD."from_event_id", OLD."id", OLD."note", _pgh_attach_context(), NOW(), \'delete\', OLD."id", OLD."relation", OLD."to_event_id"); RETURN NULL;', hash='33465381c3fcd16f9b6fae2987c02bc3cc3cb95d', operation='DELETE', pgid='pgtrigger_delete_delete_bd47a', table='policy_link', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='source',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "policy_sourcehistory" ("archive_url", "checked", "id", "language", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "published", "publisher_id", "slug", "tier", "title", "url") VALUES (NEW."archive_url", NEW."checked", NEW."id", NEW."language", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."published", NEW."publisher_id", NEW."slug", NEW."tier", NEW."title", NEW."url"); RETURN NULL;', hash='fc06925fa9a413b8b107e0c3894ac6aaef067eca', operation='INSERT', pgid='pgtrigger_insert_insert_2fa6f', table='policy_source', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='source',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "policy_sourcehistory" ("archive_url", "checked", "id", "language", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "published", "publisher_id", "slug", "tier", "title", "url") VALUES (NEW."archive_url", NEW."checked", NEW."id", NEW."language", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."published", NEW."publisher_id", NEW."slug", NEW."tier", NEW."title", NEW."url"); RETURN NULL;', hash='2286832f87a7374c08ddadc7617f71e4d1dca606', operation='UPDATE', pgid='pgtrigger_update_update_aa630', table='policy_source', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='source',
            trigger=pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "policy_sourcehistory" ("archive_url", "checked", "id", "language", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "published", "publisher_id", "slug", "tier", "title", "url") VALUES (OLD."archive_url", OLD."checked", OLD."id", OLD."language", _pgh_attach_context(), NOW(), \'delete\', OLD."id", OLD."published", OLD."publisher_id", OLD."slug", OLD."tier", OLD."title", OLD."url"); RETURN NULL;', hash='443c50d11a1b65c4d9360994a7c8baadaa55b4d9', operation='DELETE', pgid='pgtrigger_delete_delete_39d2c', table='policy_source', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='citation',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "policy_citationhistory" ("event_id", "id", "locator", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "quote", "source_id", "supports") VALUES (NEW."event_id", NEW."id", NEW."locator", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."quote", NEW."source_id", NEW."supports"); RETURN NULL;', hash='f7ad03b57efb3c3954fb5b42ba2295fbf84de407', operation='INSERT', pgid='pgtrigger_insert_insert_a2cdf', table='policy_citation', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='citation',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "policy_citationhistory" ("event_id", "id", "locator", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "quote", "source_id", "supports") VALUES (NEW."event_id", NEW."id", NEW."locator", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."quote", NEW."source_id", NEW."supports"); RETURN NULL;', hash='0ce7d96eb6fc87aad78533534afdd97036df6ad9', operation='UPDATE', pgid='pgtrigger_update_update_3dd15', table='policy_citation', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='citation',
            trigger=pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "policy_citationhistory" ("event_id", "id", "locator", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "quote", "source_id", "supports") VALUES (OLD."event_id", OLD."id", OLD."locator", _pgh_attach_context(), NOW(), \'delete\', OLD."id", OLD."quote", OLD."source_id", OLD."supports"); RETURN NULL;', hash='26dd073725756407d5fe11b9d249f8c258f18081', operation='DELETE', pgid='pgtrigger_delete_delete_96c18', table='policy_citation', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='event',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "policy_eventhistory" ("certainty", "created_at", "date", "date_end", "id", "kind", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "slug", "summary", "title", "title_original", "updated_at") VALUES (NEW."certainty", NEW."created_at", NEW."date", NEW."date_end", NEW."id", NEW."kind", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."slug", NEW."summary", NEW."title", NEW."title_original", NEW."updated_at"); RETURN NULL;', hash='c9ee51027f09e641bf0c7f5c40d055b6e4d91e5b', operation='INSERT', pgid='pgtrigger_insert_insert_7b1ec', table='policy_event', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='event',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "policy_eventhistory" ("certainty", "created_at", "date", "date_end", "id", "kind", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "slug", "summary", "title", "title_original", "updated_at") VALUES (NEW."certainty", NEW."created_at", NEW."date", NEW."date_end", NEW."id", NEW."kind", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."slug", NEW."summary", NEW."title", NEW."title_original", NEW."updated_at"); RETURN NULL;', hash='08775255592e86ab64dbfba938ab873a1c44f667', operation='UPDATE', pgid='pgtrigger_update_update_6a59f', table='policy_event', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='event',
            trigger=pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "policy_eventhistory" ("certainty", "created_at", "date", "date_end", "id", "kind", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "slug", "summary", "title", "title_original", "updated_at") VALUES (OLD."certainty", OLD."created_at", OLD."date", OLD."date_end", OLD."id", OLD."kind", _pgh_attach_context(), NOW(), \'delete\', OLD."id", OLD."slug", OLD."summary", OLD."title", OLD."title_original", OLD."updated_at"); RETURN NULL;', hash='6892c5921ca91f741bff114cb656d439ab8bba17', operation='DELETE', pgid='pgtrigger_delete_delete_3dbef', table='policy_event', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='target',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "policy_targethistory" ("actor_id", "country", "id", "measure_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id") VALUES (NEW."actor_id", NEW."country", NEW."id", NEW."measure_id", _pgh_attach_context(), NOW(), \'insert\', NEW."id"); RETURN NULL;', hash='2eca51d82f4f26ab9cb39c375850780a05aa1874', operation='INSERT', pgid='pgtrigger_insert_insert_fce2c', table='policy_target', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='target',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "policy_targethistory" ("actor_id", "country", "id", "measure_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id") VALUES (NEW."actor_id", NEW."country", NEW."id", NEW."measure_id", _pgh_attach_context(), NOW(), \'update\', NEW."id"); RETURN NULL;', hash='2a18da3cbf28ee76aaab4133c73236eebc2fecda', operation='UPDATE', pgid='pgtrigger_update_update_178e5', table='policy_target', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='target',
            trigger=pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "policy_targethistory" ("actor_id", "country", "id", "measure_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id") VALUES (OLD."actor_id", OLD."country", OLD."id", OLD."measure_id", _pgh_attach_context(), NOW(), \'delete\', OLD."id"); RETURN NULL;', hash='da1b851d714ea6700b9f786b85a662e508b5bebf', operation='DELETE', pgid='pgtrigger_delete_delete_df599', table='policy_target', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='provision',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "policy_provisionhistory" ("commencement", "destinations", "expiry", "id", "measure_id", "notes", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "position", "ref", "requirement", "summary") VALUES (NEW."commencement", NEW."destinations", NEW."expiry", NEW."id", NEW."measure_id", NEW."notes", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."position", NEW."ref", NEW."requirement", NEW."summary"); RETURN NULL;', hash='5c3e0f5d58d751abcea21a1565a1f6d3fb3923c1', operation='INSERT', pgid='pgtrigger_insert_insert_9c052', table='policy_provision', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='provision',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "policy_provisionhistory" ("commencement", "destinations", "expiry", "id", "measure_id", "notes", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "position", "ref", "requirement", "summary") VALUES (NEW."commencement", NEW."destinations", NEW."expiry", NEW."id", NEW."measure_id", NEW."notes", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."position", NEW."ref", NEW."requirement", NEW."summary"); RETURN NULL;', hash='4040a50d0a9fd0cbd7f560e2c8c63d8e452f8db3', operation='UPDATE', pgid='pgtrigger_update_update_b0bf7', table='policy_provision', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='provision',
            trigger=pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "policy_provisionhistory" ("commencement", "destinations", "expiry", "id", "measure_id", "notes", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "position", "ref", "requirement", "summary") VALUES (OLD."commencement", OLD."destinations", OLD."expiry", OLD."id", OLD."measure_id", OLD."notes", _pgh_attach_context(), NOW(), \'delete\', OLD."id", OLD."position", OLD."ref", OLD."requirement", OLD."summary"); RETURN NULL;', hash='babfb4f07374d5b9f4596becf725249e480644b8', operation='DELETE', pgid='pgtrigger_delete_delete_2c429', table='policy_provision', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='measure',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "policy_measurehistory" ("country", "direction", "event_ptr_id", "instrument_number", "instrument_type", "legal_basis", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id") VALUES (NEW."country", NEW."direction", NEW."event_ptr_id", NEW."instrument_number", NEW."instrument_type", NEW."legal_basis", _pgh_attach_context(), NOW(), \'insert\', NEW."event_ptr_id"); RETURN NULL;', hash='874867084f65afaac6421b449adca9bc8320cadd', operation='INSERT', pgid='pgtrigger_insert_insert_bdad3', table='policy_measure', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='measure',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD."country" IS DISTINCT FROM (NEW."country") OR OLD."direction" IS DISTINCT FROM (NEW."direction") OR OLD."event_ptr_id" IS DISTINCT FROM (NEW."event_ptr_id") OR OLD."instrument_number" IS DISTINCT FROM (NEW."instrument_number") OR OLD."instrument_type" IS DISTINCT FROM (NEW."instrument_type") OR OLD."legal_basis" IS DISTINCT FROM (NEW."legal_basis"))', func='INSERT INTO "policy_measurehistory" ("country", "direction", "event_ptr_id", "instrument_number", "instrument_type", "legal_basis", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id") VALUES (NEW."country", NEW."direction", NEW."event_ptr_id", NEW."instrument_number", NEW."instrument_type", NEW."legal_basis", _pgh_attach_context(), NOW(), \'update\', NEW."event_ptr_id"); RETURN NULL;', hash='3b084f78d0139f06f95a87c9c93a8b39d9f2224a', operation='UPDATE', pgid='pgtrigger_update_update_3dd98', table='policy_measure', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='measure',
            trigger=pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "policy_measurehistory" ("country", "direction", "event_ptr_id", "instrument_number", "instrument_type", "legal_basis", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id") VALUES (OLD."country", OLD."direction", OLD."event_ptr_id", OLD."instrument_number", OLD."instrument_type", OLD."legal_basis", _pgh_attach_context(), NOW(), \'delete\', OLD."event_ptr_id"); RETURN NULL;', hash='0020263c548adc9a93a6321219d3e6c82a51d91b', operation='DELETE', pgid='pgtrigger_delete_delete_fd7a4', table='policy_measure', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='effect',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "policy_effecthistory" ("effect", "id", "measure_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "provision_id", "start", "target_id", "until") VALUES (NEW."effect", NEW."id", NEW."measure_id", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."provision_id", NEW."start", NEW."target_id", NEW."until"); RETURN NULL;', hash='07f7fbc6330f1f85b89b2b35a1b054bf36c748cd', operation='INSERT', pgid='pgtrigger_insert_insert_7a53f', table='policy_effect', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='effect',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "policy_effecthistory" ("effect", "id", "measure_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "provision_id", "start", "target_id", "until") VALUES (NEW."effect", NEW."id", NEW."measure_id", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."provision_id", NEW."start", NEW."target_id", NEW."until"); RETURN NULL;', hash='1b3a48c8bffc8d0c82f39f8345dccc888e96f523', operation='UPDATE', pgid='pgtrigger_update_update_96aa7', table='policy_effect', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='effect',
            trigger=pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "policy_effecthistory" ("effect", "id", "measure_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "provision_id", "start", "target_id", "until") VALUES (OLD."effect", OLD."id", OLD."measure_id", _pgh_attach_context(), NOW(), \'delete\', OLD."id", OLD."provision_id", OLD."start", OLD."target_id", OLD."until"); RETURN NULL;', hash='413da9e627305903eee3f4c214e6b0669566aff4', operation='DELETE', pgid='pgtrigger_delete_delete_880b9', table='policy_effect', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='controlleditem',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "policy_controlleditemhistory" ("control_code", "defined_by_id", "description", "form", "hs_codes", "id", "material_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "slug") VALUES (NEW."control_code", NEW."defined_by_id", NEW."description", NEW."form", NEW."hs_codes", NEW."id", NEW."material_id", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."slug"); RETURN NULL;', hash='86690441f982e7ba3e4996184b2b5c3003a81f42', operation='INSERT', pgid='pgtrigger_insert_insert_bad3b', table='policy_controlleditem', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='controlleditem',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "policy_controlleditemhistory" ("control_code", "defined_by_id", "description", "form", "hs_codes", "id", "material_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "slug") VALUES (NEW."control_code", NEW."defined_by_id", NEW."description", NEW."form", NEW."hs_codes", NEW."id", NEW."material_id", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."slug"); RETURN NULL;', hash='e5da9fe6cec6eb353d3d9f1c27d72d8651b396cb', operation='UPDATE', pgid='pgtrigger_update_update_edfb0', table='policy_controlleditem', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='controlleditem',
            trigger=pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "policy_controlleditemhistory" ("control_code", "defined_by_id", "description", "form", "hs_codes", "id", "material_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "slug") VALUES (OLD."control_code", OLD."defined_by_id", OLD."description", OLD."form", OLD."hs_codes", OLD."id", OLD."material_id", _pgh_attach_context(), NOW(), \'delete\', OLD."id", OLD."slug"); RETURN NULL;', hash='acf2c7ae0081a8e6fd2b9299e8f6d070f9ebf873', operation='DELETE', pgid='pgtrigger_delete_delete_74fa2', table='policy_controlleditem', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='meeting',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "policy_meetinghistory" ("country", "event_ptr_id", "held", "meeting_kind", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "place") VALUES (NEW."country", NEW."event_ptr_id", NEW."held", NEW."meeting_kind", _pgh_attach_context(), NOW(), \'insert\', NEW."event_ptr_id", NEW."place"); RETURN NULL;', hash='49085ef44d0a78d4361ba6d105ff75b37911a078', operation='INSERT', pgid='pgtrigger_insert_insert_3a285', table='policy_meeting', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='meeting',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD."country" IS DISTINCT FROM (NEW."country") OR OLD."event_ptr_id" IS DISTINCT FROM (NEW."event_ptr_id") OR OLD."held" IS DISTINCT FROM (NEW."held") OR OLD."meeting_kind" IS DISTINCT FROM (NEW."meeting_kind") OR OLD."place" IS DISTINCT FROM (NEW."place"))', func='INSERT INTO "policy_meetinghistory" ("country", "event_ptr_id", "held", "meeting_kind", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "place") VALUES (NEW."country", NEW."event_ptr_id", NEW."held", NEW."meeting_kind", _pgh_attach_context(), NOW(), \'update\', NEW."event_ptr_id", NEW."place"); RETURN NULL;', hash='fae2b375b501d4eb5961af008f2ab8c09b6439fc', operation='UPDATE', pgid='pgtrigger_update_update_336a5', table='policy_meeting', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='meeting',
            trigger=pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "policy_meetinghistory" ("country", "event_ptr_id", "held", "meeting_kind", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "place") VALUES (OLD."country", OLD."event_ptr_id", OLD."held", OLD."meeting_kind", _pgh_attach_context(), NOW(), \'delete\', OLD."event_ptr_id", OLD."place"); RETURN NULL;', hash='0795c93316a477a301a855f8673b792e067d6917', operation='DELETE', pgid='pgtrigger_delete_delete_48a7f', table='policy_meeting', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='statement',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "policy_statementhistory" ("channel", "event_ptr_id", "on_behalf_of_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "speaker_id", "stance", "time", "timezone") VALUES (NEW."channel", NEW."event_ptr_id", NEW."on_behalf_of_id", _pgh_attach_context(), NOW(), \'insert\', NEW."event_ptr_id", NEW."speaker_id", NEW."stance", NEW."time", NEW."timezone"); RETURN NULL;', hash='b9732374891b41f8e49bf04c83f9018a7e18f73e', operation='INSERT', pgid='pgtrigger_insert_insert_83e5c', table='policy_statement', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='statement',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD."channel" IS DISTINCT FROM (NEW."channel") OR OLD."event_ptr_id" IS DISTINCT FROM (NEW."event_ptr_id") OR OLD."on_behalf_of_id" IS DISTINCT FROM (NEW."on_behalf_of_id") OR OLD."speaker_id" IS DISTINCT FROM (NEW."speaker_id") OR OLD."stance" IS DISTINCT FROM (NEW."stance") OR OLD."time" IS DISTINCT FROM (NEW."time") OR OLD."timezone" IS DISTINCT FROM (NEW."timezone"))', func='INSERT INTO "policy_statementhistory" ("channel", "event_ptr_id", "on_behalf_of_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "speaker_id", "stance", "time", "timezone") VALUES (NEW."channel", NEW."event_ptr_id", NEW."on_behalf_of_id", _pgh_attach_context(), NOW(), \'update\', NEW."event_ptr_id", NEW."speaker_id", NEW."stance", NEW."time", NEW."timezone"); RETURN NULL;', hash='a69e6136ffc97386b6a203d6b04a2cdef63b04db', operation='UPDATE', pgid='pgtrigger_update_update_5e42f', table='policy_statement', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='statement',
            trigger=pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "policy_statementhistory" ("channel", "event_ptr_id", "on_behalf_of_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "speaker_id", "stance", "time", "timezone") VALUES (OLD."channel", OLD."event_ptr_id", OLD."on_behalf_of_id", _pgh_attach_context(), NOW(), \'delete\', OLD."event_ptr_id", OLD."speaker_id", OLD."stance", OLD."time", OLD."timezone"); RETURN NULL;', hash='0d6fae5ef10e1cacecf4ba46cad268af767b3955', operation='DELETE', pgid='pgtrigger_delete_delete_55993', table='policy_statement', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='quotation',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "policy_quotationhistory" ("id", "language", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "statement_id", "text", "translation") VALUES (NEW."id", NEW."language", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."statement_id", NEW."text", NEW."translation"); RETURN NULL;', hash='3d8f8d2c7d7ec0f7f1e8064ad894ee7d53339484', operation='INSERT', pgid='pgtrigger_insert_insert_2cabe', table='policy_quotation', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='quotation',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "policy_quotationhistory" ("id", "language", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "statement_id", "text", "translation") VALUES (NEW."id", NEW."language", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."statement_id", NEW."text", NEW."translation"); RETURN NULL;', hash='0785b15dc82bbe66db0f6cd495a611f99ed78f4a', operation='UPDATE', pgid='pgtrigger_update_update_bdb06', table='policy_quotation', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='quotation',
            trigger=pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "policy_quotationhistory" ("id", "language", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "statement_id", "text", "translation") VALUES (OLD."id", OLD."language", _pgh_attach_context(), NOW(), \'delete\', OLD."id", OLD."statement_id", OLD."text", OLD."translation"); RETURN NULL;', hash='d87403f7a028cf8f7aef2971a0dc947bbf5880b7', operation='DELETE', pgid='pgtrigger_delete_delete_c03a1', table='policy_quotation', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='provisionitem',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "policy_provisionitemhistory" ("controlleditem_id", "id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "provision_id") VALUES (NEW."controlleditem_id", NEW."id", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."provision_id"); RETURN NULL;', hash='180b51d83b6ccd0e2e5ab0c77632555de2089bfb', operation='INSERT', pgid='pgtrigger_insert_insert_8b1ee', table='policy_provision_items', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='provisionitem',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "policy_provisionitemhistory" ("controlleditem_id", "id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "provision_id") VALUES (NEW."controlleditem_id", NEW."id", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."provision_id"); RETURN NULL;', hash='051bb47248ca22928a24af18ff1be2ce22c5a2c1', operation='UPDATE', pgid='pgtrigger_update_update_aafbd', table='policy_provision_items', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='provisionitem',
            trigger=pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "policy_provisionitemhistory" ("controlleditem_id", "id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "provision_id") VALUES (OLD."controlleditem_id", OLD."id", _pgh_attach_context(), NOW(), \'delete\', OLD."id", OLD."provision_id"); RETURN NULL;', hash='6699e0818fe5bef41b268264813d99246d0e5805', operation='DELETE', pgid='pgtrigger_delete_delete_babe2', table='policy_provision_items', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='provisionmaterial',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "policy_provisionmaterialhistory" ("id", "material_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "provision_id") VALUES (NEW."id", NEW."material_id", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."provision_id"); RETURN NULL;', hash='f0827929c07bbd3f8a72597ddb36564f370958a4', operation='INSERT', pgid='pgtrigger_insert_insert_633dd', table='policy_provision_materials', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='provisionmaterial',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "policy_provisionmaterialhistory" ("id", "material_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "provision_id") VALUES (NEW."id", NEW."material_id", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."provision_id"); RETURN NULL;', hash='68ce4b0089b78923db242347a767415df00595e6', operation='UPDATE', pgid='pgtrigger_update_update_48053', table='policy_provision_materials', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='provisionmaterial',
            trigger=pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "policy_provisionmaterialhistory" ("id", "material_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "provision_id") VALUES (OLD."id", OLD."material_id", _pgh_attach_context(), NOW(), \'delete\', OLD."id", OLD."provision_id"); RETURN NULL;', hash='6f81977be46b744889c012bdf8eebc38801f0165', operation='DELETE', pgid='pgtrigger_delete_delete_cdd19', table='policy_provision_materials', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='eventtopic',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "policy_eventtopichistory" ("event_id", "id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "topic_id") VALUES (NEW."event_id", NEW."id", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."topic_id"); RETURN NULL;', hash='ac53a350bbc1bf6f65dc8283cd000022eec946b8', operation='INSERT', pgid='pgtrigger_insert_insert_69d21', table='policy_event_topics', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='eventtopic',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "policy_eventtopichistory" ("event_id", "id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "topic_id") VALUES (NEW."event_id", NEW."id", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."topic_id"); RETURN NULL;', hash='59e0e8bb7d52375fe7741e34e3cc00ef1df63850', operation='UPDATE', pgid='pgtrigger_update_update_d351c', table='policy_event_topics', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='eventtopic',
            trigger=pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "policy_eventtopichistory" ("event_id", "id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "topic_id") VALUES (OLD."event_id", OLD."id", _pgh_attach_context(), NOW(), \'delete\', OLD."id", OLD."topic_id"); RETURN NULL;', hash='993ba45d14808ae9c42d45fe621a206c00bc45a4', operation='DELETE', pgid='pgtrigger_delete_delete_ab82d', table='policy_event_topics', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='measureissuer',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "policy_measureissuerhistory" ("actor_id", "id", "measure_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id") VALUES (NEW."actor_id", NEW."id", NEW."measure_id", _pgh_attach_context(), NOW(), \'insert\', NEW."id"); RETURN NULL;', hash='701b443ee7ad2f3bbf55c71240e4b30beb2cfaed', operation='INSERT', pgid='pgtrigger_insert_insert_43e59', table='policy_measure_issuers', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='measureissuer',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "policy_measureissuerhistory" ("actor_id", "id", "measure_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id") VALUES (NEW."actor_id", NEW."id", NEW."measure_id", _pgh_attach_context(), NOW(), \'update\', NEW."id"); RETURN NULL;', hash='ec7cc05d5f495e296cbb20a36d37df430e3a7414', operation='UPDATE', pgid='pgtrigger_update_update_6d878', table='policy_measure_issuers', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='measureissuer',
            trigger=pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "policy_measureissuerhistory" ("actor_id", "id", "measure_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id") VALUES (OLD."actor_id", OLD."id", OLD."measure_id", _pgh_attach_context(), NOW(), \'delete\', OLD."id"); RETURN NULL;', hash='41303758854572c48f783a9e93d6781eb910d885', operation='DELETE', pgid='pgtrigger_delete_delete_f3097', table='policy_measure_issuers', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='meetingparticipant',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "policy_meetingparticipanthistory" ("actor_id", "id", "meeting_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id") VALUES (NEW."actor_id", NEW."id", NEW."meeting_id", _pgh_attach_context(), NOW(), \'insert\', NEW."id"); RETURN NULL;', hash='3f5a76de8673380c8d7abf609d7dd59eddcd81d4', operation='INSERT', pgid='pgtrigger_insert_insert_70360', table='policy_meeting_participants', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='meetingparticipant',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "policy_meetingparticipanthistory" ("actor_id", "id", "meeting_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id") VALUES (NEW."actor_id", NEW."id", NEW."meeting_id", _pgh_attach_context(), NOW(), \'update\', NEW."id"); RETURN NULL;', hash='7c3918903df93fc1bfca42c895294cf62cd996bc', operation='UPDATE', pgid='pgtrigger_update_update_a703e', table='policy_meeting_participants', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='meetingparticipant',
            trigger=pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "policy_meetingparticipanthistory" ("actor_id", "id", "meeting_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id") VALUES (OLD."actor_id", OLD."id", OLD."meeting_id", _pgh_attach_context(), NOW(), \'delete\', OLD."id"); RETURN NULL;', hash='32383ade93f49a1fa56d2c83a2ef1588d1208da8', operation='DELETE', pgid='pgtrigger_delete_delete_b8ab7', table='policy_meeting_participants', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='statementmaterial',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "policy_statementmaterialhistory" ("id", "material_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "statement_id") VALUES (NEW."id", NEW."material_id", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."statement_id"); RETURN NULL;', hash='60878e26b2796c523eb413af4bb7232fd3fa2416', operation='INSERT', pgid='pgtrigger_insert_insert_77ac7', table='policy_statement_materials', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='statementmaterial',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "policy_statementmaterialhistory" ("id", "material_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "statement_id") VALUES (NEW."id", NEW."material_id", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."statement_id"); RETURN NULL;', hash='0233b50a9de85175a0c74897dee7aae7201a0d16', operation='UPDATE', pgid='pgtrigger_update_update_57f4f', table='policy_statement_materials', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='statementmaterial',
            trigger=pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "policy_statementmaterialhistory" ("id", "material_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "statement_id") VALUES (OLD."id", OLD."material_id", _pgh_attach_context(), NOW(), \'delete\', OLD."id", OLD."statement_id"); RETURN NULL;', hash='6e2d5c8d935660cf0f963e49935e732e78705669', operation='DELETE', pgid='pgtrigger_delete_delete_72a6a', table='policy_statement_materials', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='dataset',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "policy_datasethistory" ("edition", "first_event", "id", "licence", "loaded_digest", "maintainer", "note", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "reviewed_through", "title", "uuid") VALUES (NEW."edition", NEW."first_event", NEW."id", NEW."licence", NEW."loaded_digest", NEW."maintainer", NEW."note", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."reviewed_through", NEW."title", NEW."uuid"); RETURN NULL;', hash='3880ea957e74c22490fd8c47ece11a14b7030cd2', operation='INSERT', pgid='pgtrigger_insert_insert_65be8', table='policy_dataset', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='dataset',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "policy_datasethistory" ("edition", "first_event", "id", "licence", "loaded_digest", "maintainer", "note", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "reviewed_through", "title", "uuid") VALUES (NEW."edition", NEW."first_event", NEW."id", NEW."licence", NEW."loaded_digest", NEW."maintainer", NEW."note", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."reviewed_through", NEW."title", NEW."uuid"); RETURN NULL;', hash='84884133d34542aaa36e1ea248ed6d2db8d0d58e', operation='UPDATE', pgid='pgtrigger_update_update_2d965', table='policy_dataset', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='dataset',
            trigger=pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "policy_datasethistory" ("edition", "first_event", "id", "licence", "loaded_digest", "maintainer", "note", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "reviewed_through", "title", "uuid") VALUES (OLD."edition", OLD."first_event", OLD."id", OLD."licence", OLD."loaded_digest", OLD."maintainer", OLD."note", _pgh_attach_context(), NOW(), \'delete\', OLD."id", OLD."reviewed_through", OLD."title", OLD."uuid"); RETURN NULL;', hash='d7bf653f81bcebdf5dd060653ac0c24b140ef280', operation='DELETE', pgid='pgtrigger_delete_delete_c3107', table='policy_dataset', when='AFTER')),
        ),
    ]
