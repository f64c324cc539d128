import django_filters
from django.core.paginator import Paginator
from django.db.models import Exists, OuterRef, Q
from django.shortcuts import render
from rest_framework.viewsets import ModelViewSet

from bench.plain.serializers import ControlSerializer, EventSerializer
from policy.models import Effect, Event, Measure, Provision, Statement

NESTED = [
    "topics",
    "citations__source__publisher",
    "links_out__to_event",
    "links_in__from_event",
    "measure__issuers",
    "measure__targets__actor",
    "measure__provisions__items__material",
    "measure__provisions__materials",
    "measure__effects__target",
    "statement__quotes",
    "statement__materials",
    "meeting__participants",
    "permitdecision__beneficiaries",
    "permitdecision__items__material",
    "permitdecision__materials",
    "permitdecision__under",
]
KINDS = ["measure", "statement__speaker", "statement__on_behalf_of", "meeting", "permitdecision__authority"]
EVENTS = Event.objects.select_related(*KINDS).prefetch_related(*NESTED).order_by("-date", "-id")


class EventFilter(django_filters.FilterSet):
    country = django_filters.CharFilter(method="of_country")
    material = django_filters.CharFilter(method="of_material")
    date_after = django_filters.CharFilter("date", "gte")
    date_before = django_filters.CharFilter("date", "lte")

    class Meta:
        model = Event
        fields = ["kind", "certainty"]

    def of_country(self, queryset, name, value):
        return queryset.filter(
            Q(pk__in=Measure.objects.filter(issuers__country=value).values("pk"))
            | Q(pk__in=Measure.objects.filter(targets__country=value).values("pk"))
            | Q(pk__in=Statement.objects.filter(on_behalf_of__country=value).values("pk"))
            | Q(meeting__participants__country=value)
            | Q(permitdecision__authority__country=value)
            | Q(permitdecision__destinations__contains=[value])
        ).distinct()

    def of_material(self, queryset, name, value):
        return queryset.filter(
            Q(pk__in=Provision.objects.filter(materials__slug=value).values("measure"))
            | Q(pk__in=Provision.objects.filter(items__material__slug=value).values("measure"))
            | Q(pk__in=Statement.objects.filter(materials__slug=value).values("pk"))
            | Q(permitdecision__items__material__slug=value)
            | Q(permitdecision__materials__slug=value)
        ).distinct()


class EventViewSet(ModelViewSet):
    queryset = EVENTS
    serializer_class = EventSerializer
    filterset_class = EventFilter
    search_fields = ["title", "title_original", "summary"]
    lookup_field = "slug"


class ProvisionFilter(django_filters.FilterSet):
    """Provisions in force on a day, by the dates and effects that their editors entered."""

    on = django_filters.CharFilter(method="in_force")
    issuer = django_filters.CharFilter("measure__country")
    destination = django_filters.CharFilter(method="of_destination")
    material = django_filters.CharFilter(method="of_material")

    def in_force(self, queryset, name, day):
        acting = Effect.objects.filter(Q(provision=OuterRef("pk")) | Q(provision=None, target=OuterRef("measure")))
        suspending = acting.filter(effect__in=["suspends", "extends_suspension"], start__lte=day)
        suspending = suspending.filter(Q(until=None) | Q(until__gte=day))
        return queryset.filter(
            Q(expiry=None) | Q(expiry__gte=day),
            ~Exists(suspending),
            ~Exists(acting.filter(effect="repeals", start__lte=day)),
            commencement__lte=day,
        ).exclude(measure__instrument_type="suspension")

    def of_destination(self, queryset, name, value):
        return queryset.filter(Q(destinations__contains=[value]) | Q(destinations__contains=["all"]))

    def of_material(self, queryset, name, value):
        return queryset.filter(Q(materials__slug=value) | Q(items__material__slug=value)).distinct()


class ProvisionViewSet(ModelViewSet):
    queryset = (
        Provision.objects.filter(requirement__in=["licence_required", "prohibited", "reporting_required"])
        .select_related("measure")
        .prefetch_related("items__material", "materials")
        .order_by("measure__slug", "position")
    )
    serializer_class = ControlSerializer
    filterset_class = ProvisionFilter


def timeline(request):
    return render(request, "timeline.html", {"page": Paginator(EVENTS, 50).get_page(request.GET.get("page"))})
