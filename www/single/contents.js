/** What of a setting's choices the page in one file has; of other settings all. */
export const CHOICES = {
  device: ["auto", "flex", "ndarray"],
  model: ["dense-z20", "conv-z2"],
  data: ["mnist", "mine"],
  learnFrom: ["atHand"],
};
