import 'imagegen-canvas';

export default { template: '<main class="ig-board" role="region" aria-label="Board"></main>' };
