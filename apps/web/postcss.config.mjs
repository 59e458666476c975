// The preset's own light-dark() would shadow the CSS function of that name, which also works without JavaScript.
export default {
  plugins: {
    'postcss-preset-mantine': { autoRem: false, features: { lightDarkFunction: false } },
    'postcss-simple-vars': {
      variables: {
        'breakpoint-phone': '48em',
        'breakpoint-desk': '64em',
      },
    },
  },
}
