grant usage on schema public to vangnet_app;
grant select, insert, update, delete on django_session to vangnet_app;
grant select, insert, update, delete
  on axes_accessattempt, axes_accesslog, axes_accessfailurelog, axes_accessattemptexpiration
  to vangnet_app;
grant select on auth_permission, auth_group, auth_group_permissions, django_content_type,
  django_migrations to vangnet_app;
