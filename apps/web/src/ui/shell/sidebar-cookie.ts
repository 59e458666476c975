export const sidebarCookie = 'duplex-sidebar'
