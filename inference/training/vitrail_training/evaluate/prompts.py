"""The sheet's prompts: what a newcomer types, held-out combinations marked with a star."""

PROMPTS = (
    "a blue strawberry on a yellow background",  # *
    "a cat", "a dog", "a red apple", "a pink car",  # * the car
    "a castle at night", "two strawberries", "a purple frog",  # * the frog
    "a rocket in space", "a penguin in the snow", "a sunflower", "a cat and a pizza",  # * the pair
    "a watermelon in the shape of a heart",  # *
    "a stained glass owl",  # *
    "a pixel art fox", "a constructivist poster of a tractor", "three green balloons", "a robot on the beach",
    "a sketch of a bicycle", "a mosaic fish", "красная роза на белом фоне", "eine gelbe ente auf blauem hintergrund",
    "一只熊猫", "a small ghost on a purple background",
)  # fmt: skip
