"""The addresses of this room. The register names patients by number, which only an outer room

knows: its two pages stand in the board's room and are included here by name.
"""

from django.urls import include, path

from vangnet.clinic.vault import views, views_stock

app_name = "vault"
urlpatterns = [
    path("", include("vangnet.clinic.board.register_urls")),
    path("receive/", views_stock.receive, name="receive"),
    path("kits/", views_stock.kits, name="kits"),
    path("count/<uuid:container>/", views.count, name="count"),
    path("waste/<uuid:container>/", views.waste, name="waste"),
    path("explain/<uuid:container>/", views.explain, name="explain"),
    path("counter/<uuid:posting>/", views.counter, name="counter"),
    path("close/<str:day>/", views.close, name="close"),
]
