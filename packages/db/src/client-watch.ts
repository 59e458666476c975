/**
 * For the server's end of a connection: one whose client has vanished without a word (a machine without power, a link
 * that loses everything) ends after 60 s. By itself PostgreSQL would keep it for two hours, and so run out of
 * connections while the clients come back with new ones: each partition would take a node's whole share.
 */
export const clientWatch = `SET tcp_keepalives_idle = 30; SET tcp_keepalives_interval = 10; SET tcp_keepalives_count = 3;
  SET tcp_user_timeout = 60000`
