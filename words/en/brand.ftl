### Who the shop is: its name and how it speaks of itself.

name = Ebbholt

# One line that says what the shop sells.
tagline = Things for the house and the weather.

# Where the shop comes from.
about-origin = Ebbholt began in a net loft above a small harbour, with a stove, a loom and one shelf of mugs. Two of us still pack every parcel there, and when the wind is from the north-west we tape them twice.

# How it works.
about-range = We keep about fifty things, each made by people whose workshop we have stood in: potters on the marsh, knitters on the polder, a smith, a bookbinder. What breaks we mend, and what we no longer make we still have parts for.

# What is to be seen on the large picture of the home page.
picture = A window above a harbour; before it a mug, a kettle, a lantern, folded blankets, a rucksack and a yellow raincoat
