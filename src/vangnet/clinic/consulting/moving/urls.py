"""The addresses of this part of the room."""

from django.urls import path

from vangnet.clinic.consulting.moving import views, views_partners, views_transfer, views_two_people

app_name = "moving"
urlpatterns = [
    path("", views.inbox, name="inbox"),
    path("patient/<uuid:patient>/guest/", views.permit, name="permit"),
    path("guest/<uuid:stay>/", views.stay, name="stay"),
    path("guest/<uuid:stay>/cut/", views.cut, name="cut"),
    path("guest/<uuid:stay>/order/", views.order, name="order"),
    path("patient/<uuid:patient>/transfer/", views_transfer.sign, name="transfer"),
    path("transfer/<uuid:transfer>/", views_transfer.agreed, name="agreed"),
    path("transfer/<uuid:transfer>/accept/", views_transfer.accept, name="accept"),
    path("transfer/<uuid:transfer>/decline/", views_transfer.decline, name="decline"),
    path("transfer/<uuid:transfer>/take-back/", views_transfer.take_back, name="take-back"),
    path("transfer/<uuid:transfer>/undo/", views_transfer.undo, name="undo"),
    path("transfer/<uuid:transfer>/take-over/", views_transfer.take_over, name="take-over"),
    path("patient/<uuid:patient>/two-people/", views_two_people.say, name="two-people"),
    path("matches/", views_partners.matches, name="matches"),
]
