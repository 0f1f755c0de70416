/* The page: a form that starts runs, and a gallery of what came of them. */
import { prepareForm } from './form.js';
import { showGallery } from './gallery.js';
import { showHealth } from './health.js';
import { prepareRuns } from './runs.js';
import { prepareViewer } from './viewer.js';

prepareViewer();
prepareForm();
prepareRuns();
showGallery();
showHealth();
