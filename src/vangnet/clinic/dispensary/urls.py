"""The addresses of this room."""

from django.urls import path

from vangnet.clinic.dispensary import views, views_hatch, views_supply, views_use

app_name = "dispensary"
urlpatterns = [
    path("", views_hatch.hatch, name="hatch"),
    path("<uuid:visit>/breath", views.breath, name="breath"),
    path("<uuid:visit>/check", views.check, name="check"),
    path("<uuid:visit>", views_hatch.visit_hatch, name="visit-hatch"),
    path("<uuid:visit>/order/<uuid:order>", views_hatch.visit_hatch, name="order-hatch"),
    path("<uuid:visit>/order/<uuid:order>/home", views_supply.take_home, name="take-home"),
    path("labels/<uuid:kept>", views_supply.labels, name="labels"),
    path("bottle/<uuid:bottle>/back", views_supply.bring_back, name="bring-back"),
    path("<uuid:visit>/less", views_hatch.less, name="less"),
    path("<uuid:visit>/use", views_use.use_page, name="use"),
]
